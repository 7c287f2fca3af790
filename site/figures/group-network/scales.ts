/** The figure's rulers: scales and ticks. */
import { linearScale, logScale, stopsScale, type Scale, type Tick } from '../../ui/scale.ts';
import { percent } from '../../src/format.ts';

interface Engraving {
  scale: Scale;
  ticks: Tick[];
}

const NEURONS = [8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512];
const STREAM = [8, 16, 24, 32, 48, 64, 96, 128];
const stops = (values: number[], label: (value: number) => string = String): Engraving => ({
  scale: stopsScale(values),
  ticks: values.map((value, i) => ({ value, label: label(value), rank: i % 2 ? 1 : 0 })),
});
const neurons = stops(NEURONS);
const stream = stops(STREAM);
export const width = (transformer: boolean): Engraving => (transformer ? stream : neurons);

export const fraction: Engraving = {
  scale: linearScale(0.1, 0.95, 0.05),
  ticks: Array.from({ length: 18 }, (_, i) => {
    const value = Number((0.1 + 0.05 * i).toFixed(2));
    return { value, label: i % 2 ? undefined : percent(value), rank: i % 4 ? (1 as const) : (0 as const) };
  }),
};

export const attention: Engraving = {
  scale: linearScale(0, 1, 0.05),
  ticks: Array.from({ length: 11 }, (_, i) => ({ value: i / 10, label: i % 2 ? undefined : String(i / 10) })),
};

export const decay: Engraving = stops([0, 0.1, 0.2, 0.5, 1, 2, 3, 5, 10]);

export const rate: Engraving = {
  scale: logScale(0.0001, 0.1, 20),
  ticks: [0.0001, 0.001, 0.01]
    .flatMap((decade) =>
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((mantissa) => {
        const value = Number((mantissa * decade).toPrecision(1));
        const labelled = mantissa === 1 || mantissa === 3;
        return {
          value,
          label: labelled ? String(value) : undefined,
          rank: mantissa === 1 ? (0 as const) : labelled ? (1 as const) : (2 as const),
        };
      }),
    )
    .concat([{ value: 0.1, label: '0.1', rank: 0 }]),
};

/** Where the time axis ends: it grows in leaps, so that a run moves through it and not with it. */
export function timeEnd(last: number): number {
  let end = 1000;
  for (const factor of cycle([2, 2.5, 2])) {
    if (end >= last) return end;
    end *= factor;
  }
  return end;
}

function* cycle(list: readonly number[]): Generator<number, never> {
  for (let i = 0; ; ++i) yield list[i % list.length]!;
}
