import { describe, expect, it } from 'vitest';
import { discRadius, labelPlaces, pathThrough, represented, spreadAngles, type Arrow } from './arrows.ts';

const arrow = (x: number, y: number, importance = 1): Arrow => ({ x, y, importance, label: '' });
const pentagon = Array.from({ length: 5 }, (_, k) => arrow(1.13 * Math.cos(1.2566 * k), 1.13 * Math.sin(1.2566 * k)));

describe('the arrow plot', () => {
  it('leaves labels of a pentagon beyond their tips', () => {
    const places = labelPlaces(pentagon);
    places.forEach((place, k) => {
      if (!place) throw new Error(`no label ${k}`);
      expect(Math.hypot(place.x, place.y)).toBeGreaterThan(118);
      expect(Math.sign(Math.round(place.x))).toBe(Math.sign(Math.round(pentagon[k]!.x * 100)));
    });
    expect(places[0]?.anchor).toBe('start');
    expect(places[2]?.anchor).toBe('end');
  });

  it('gives no label to a feature that is left out', () => {
    expect(labelPlaces([arrow(1, 0), arrow(0.1, -0.2), arrow(0, 1)]).map(Boolean)).toEqual([true, false, true]);
  });

  it('moves the labels of arrows that coincide apart, and no others', () => {
    const angles = spreadAngles([1, 1, 4], 0.3);
    expect(Math.abs(angles[1]! - angles[0]!)).toBeCloseTo(0.3, 3);
    expect(angles[2]).toBeCloseTo(4, 6);
  });

  it('keeps eight coinciding labels apart all round', () => {
    const angles = spreadAngles(
      Array.from({ length: 8 }, () => 0),
      0.3,
    ).sort((a, b) => a - b);
    for (let k = 1; k < 8; ++k) expect(angles[k]! - angles[k - 1]!).toBeGreaterThan(0.29);
  });

  it('spreads across the turn', () => {
    const [a, b] = spreadAngles([0.01, 2 * Math.PI - 0.01], 0.3) as [number, number];
    const apart = (((a - b) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);
    expect(apart).toBeCloseTo(0.3, 3);
  });

  it('tells represented features by their length', () => {
    expect(represented(arrow(0.3, 0.45))).toBe(true);
    expect(represented(arrow(0.3, 0.3))).toBe(false);
  });

  it('grows a disc with importance', () => {
    expect(discRadius(1)).toBeGreaterThan(discRadius(0.5));
    expect(discRadius(0)).toBeGreaterThan(0);
  });

  it('draws y upwards', () => {
    expect(
      pathThrough([
        [0.5, 0],
        [1, 0.5],
        [0.9994, 0.5],
      ]),
    ).toBe('M50 0l50 -50l-0.1 0');
  });
});
