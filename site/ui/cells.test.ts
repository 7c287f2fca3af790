import { describe, expect, it } from 'vitest';
import { cellBands, edges, paintCells, palette, type Cells } from './cells.ts';
import { ramp, type Rgb } from './colour.ts';

const theme = { ground: [255, 255, 255] as Rgb, low: [11, 79, 158] as Rgb, high: [194, 65, 12] as Rgb };
const ink: Rgb = [20, 23, 28];
const colours = palette(ramp('diverging', theme), theme.ground, ink);
const scale = { kind: 'diverging', limit: 1 } as const;

describe('cells as pixels', () => {
  const at = (image: Uint8ClampedArray, width: number, x: number, y: number) => [
    ...image.slice(4 * (y * width + x), 4 * (y * width + x) + 3),
  ];

  const painted = (cells: Cells, width: number, height: number): Uint8ClampedArray => {
    const rgba = new Uint8ClampedArray(4 * width * height).fill(77); // an older picture
    paintCells(cells, rgba, width, height, colours);
    return rgba;
  };

  it('fill the picture, with edges on whole pixels', () => {
    expect([...edges(3, 10)]).toEqual([0, 3, 7, 10]);
    const image = painted({ rows: 2, columns: 3, values: [-1, 0, 1, 1, 0, -1], scale }, 10, 5);
    expect(image.includes(77)).toBe(false);
    expect(at(image, 10, 0, 0)).toEqual(theme.low);
    expect(at(image, 10, 2, 2)).toEqual(theme.low);
    expect(at(image, 10, 3, 0)[0]).toBeGreaterThan(250);
    expect(at(image, 10, 9, 2)).toEqual(theme.high);
    expect(at(image, 10, 9, 4)).toEqual(theme.low);
  });

  it('carry marks that stand out on pale and on dark', () => {
    const image = painted({ rows: 1, columns: 3, values: [-1, 0, 1], scale, marked: [1, 1, 0] }, 27, 9);
    expect(Math.min(...at(image, 27, 4, 4))).toBeGreaterThan(200); // on blue
    expect(at(image, 27, 1, 1)).toEqual(theme.low);
    expect(Math.max(...at(image, 27, 13, 4))).toBeLessThan(90); // on white
    expect(at(image, 27, 22, 4)).toEqual(theme.high); // none
  });

  it('leave gaps between large cells, and the ground where a value is no number', () => {
    const image = painted({ rows: 1, columns: 2, values: [1, NaN], scale }, 40, 20);
    expect(at(image, 40, 18, 5)).toEqual(theme.high);
    expect(at(image, 40, 19, 5)).toEqual(theme.ground);
    expect(at(image, 40, 5, 19)).toEqual(theme.ground);
    expect(at(image, 40, 30, 5)).toEqual(theme.ground);
  });
});

it('cells as strokes over their commonest colour: neighbours of a colour are one, marks apart', () => {
  const values = [0.99, 1, -1, 0.01, -0.01, 0, -1, 1, 1];
  const { ground, bands, marks } = cellBands({ rows: 3, columns: 3, values, scale, marked: [0, 1, 0, 0, 0, 1, 0, 0, 0] }, 4);
  expect(ground).toContain('--high');
  expect(bands.map(({ d }) => d)).toEqual(['M0 1h3', 'M2 0h1m-3 2h1']);
  expect(marks).toBe('M1 0h0m1 1h0');
});
