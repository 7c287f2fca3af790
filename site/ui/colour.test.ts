import { describe, expect, it } from 'vitest';
import { cssColour, mix, parseRgb, ramp, share, type Rgb } from './colour.ts';

const theme = { ground: [255, 255, 255] as Rgb, low: [11, 79, 158] as Rgb, high: [194, 65, 12] as Rgb };
const sequential = { kind: 'sequential', from: 0, to: 2 } as const;
const diverging = { kind: 'diverging', limit: 1 } as const;

describe('colour scales', () => {
  it('place values, and hold to their ends', () => {
    expect([-1, 0, 1, 5].map((v) => share(v, sequential))).toEqual([0, 0, 0.5, 1]);
    expect([-9, -0.5, 0, 1].map((v) => share(v, diverging))).toEqual([-1, -0.5, 0, 1]);
  });

  it('go through the ground where a value changes its sign', () => {
    expect(cssColour(-0.25, diverging)).toBe('color-mix(in oklab, var(--low) 25%, var(--ground))');
    expect(cssColour(0, diverging)).toContain(' 0%');
    expect(cssColour(NaN, diverging)).toBe('transparent');
    const pixels = ramp('diverging', theme);
    expect([...pixels.slice(0, 3)]).toEqual(theme.low);
    expect([...pixels.slice(4 * 255, 4 * 255 + 3)]).toEqual(theme.high);
    expect(Math.min(...pixels.slice(4 * 127, 4 * 129))).toBeGreaterThan(249);
  });

  it('are even in lightness from end to end', () => {
    const lightness = (k: number, pixels: Uint8ClampedArray) =>
      0.2126 * pixels[4 * k]! + 0.7152 * pixels[4 * k + 1]! + 0.0722 * pixels[4 * k + 2]!;
    const cividis = ramp('sequential', theme);
    const steps = Array.from({ length: 16 }, (_, k) => lightness(k * 17, cividis));
    for (let k = 1; k < 16; ++k) expect(steps[k]).toBeGreaterThan(steps[k - 1]!);
  });

  it('mix as browsers do', () => {
    expect(mix([0, 0, 0], [255, 255, 255], 0.5)).toEqual([99, 99, 99]); // color-mix(in oklab, black, white)
    expect(mix([10, 200, 30], [255, 0, 0], 0)).toEqual([10, 200, 30]);
  });

  it('read computed colours', () => {
    expect(parseRgb('rgb(1, 2, 3)')).toEqual([1, 2, 3]);
  });
});
