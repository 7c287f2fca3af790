/** The speed ruler of every figure: from one step a second to all that the machine gives. */
import { count } from '../src/format.ts';
import { logScale, withInfinity, type Tick } from '../ui/scale.ts';

export const speedScale = withInfinity(logScale(1, 10_000, 20), 14);

export const speedTicks = (all: string): Tick[] => [
  ...[1, 10, 100, 1000]
    .flatMap((d) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((m) => m * d))
    .map((value) => ({
      value,
      label: [1, 10, 100, 1000].includes(value) ? count(value) : undefined,
      rank: (value.toString().startsWith('1') ? 0 : 2) as 0 | 2,
    })),
  { value: 10_000, label: count(10_000), rank: 0 },
  { value: Infinity, label: all, rank: 0 },
];
