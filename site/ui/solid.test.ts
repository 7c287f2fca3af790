import { describe, expect, it } from 'vitest';
import { dot, hullEdges, joinedLabels, seen, START, turned, type Vector3, type View } from './solid.ts';

const octahedron: Vector3[] = [
  [1, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, 0, 1],
  [0, 0, -1],
];
const cube: Vector3[] = [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].map((z): Vector3 => [x, y, z])));
const pentagon: Vector3[] = Array.from({ length: 5 }, (_, k) => [Math.cos((2 * Math.PI * k) / 5), Math.sin((2 * Math.PI * k) / 5), 0.5]);
const antiprism: Vector3[] = Array.from({ length: 8 }, (_, k) => {
  const angle = (Math.PI / 4) * k;
  return [Math.sqrt(2 / 3) * Math.cos(angle), Math.sqrt(2 / 3) * Math.sin(angle), (k % 2 ? -1 : 1) / Math.sqrt(3)];
});

describe('a view', () => {
  it('stays a rotation however long it is turned', () => {
    let view: View = START;
    for (let k = 0; k < 10_000; ++k) view = turned(view, 0.013, -0.007);
    for (let i = 0; i < 3; ++i) for (let j = 0; j < 3; ++j) expect(dot(view[i]!, view[j]!)).toBeCloseTo(i === j ? 1 : 0, 10);
  });

  it('turns what is seen with the finger', () => {
    const still: View = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const front = seen(turned(still, 0.1, 0), [0, 0, 1]);
    expect(front[0]).toBeGreaterThan(0);
    expect(front[1]).toBeCloseTo(0);
    expect(seen(turned(still, 0, 0.1), [0, 0, 1])[1]).toBeLessThan(0);
  });
});

describe('labels', () => {
  it('become one where they would lie on one another', () => {
    const at = (text: string, x: number, y: number) => ({ text, x, y });
    expect(joinedLabels([at('a', 0, 0), at('b', 30, 0), at('c', 3, 4)], 10)).toEqual([at('a c', 0, 0), at('b', 30, 0)]);
  });
});

describe('edges of a hull', () => {
  it.each([
    ['an octahedron', octahedron, 12],
    ['a cube', cube, 12],
    ['a pentagon', pentagon, 5],
    ['a square antiprism', antiprism, 16],
    [
      'a segment',
      [
        [0, 0, 1],
        [0, 0, -1],
      ] as Vector3[],
      1,
    ],
    ['a point', [[0, 0, 1]] as Vector3[], 0],
    [
      'a tetrahedron with a point inside',
      [
        [1, 1, 1],
        [1, -1, -1],
        [-1, 1, -1],
        [-1, -1, 1],
        [0, 0, 0],
      ] as Vector3[],
      6,
    ],
  ])('%s', (_, points, count) => {
    expect(hullEdges(points)).toHaveLength(count);
  });

  it('bear the unevenness of trained weights', () => {
    const uneven = antiprism.map((p, i): Vector3 => [
      p[0] + 0.003 * Math.sin(i),
      p[1] + 0.003 * Math.cos(3 * i),
      p[2] + 0.002 * Math.sin(5 * i),
    ]);
    expect(hullEdges(uneven)).toHaveLength(16);
  });
});
