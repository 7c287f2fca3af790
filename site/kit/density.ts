/** The ruler of densities, which most figures on superposition have: common features at its left end, rare ones at its right. */
import { percent } from '../src/format.ts';
import { logScale, type Scale, type Tick } from '../ui/scale.ts';

const DIGITS = [10, 9, 8, 7, 6, 5, 4, 3, 2];
const LABELLED = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];

/** From `most` down to `least`, which is 0.01 or more: both labelled, and a tick for each first digit. Spread it over a Ruler. */
export function densityRuler(most = 1, least = 0.01): { scale: Scale; ticks: Tick[] } {
  const values = [1, 0.1, 0.01]
    .flatMap((decade) => DIGITS.map((digit) => Number(((digit * decade) / 10).toPrecision(1))))
    .filter((value) => value <= most && value >= least);
  const labelled = values.filter((value) => LABELLED.includes(value) || value === most || value === least);
  const ticks = values.map((value): Tick => {
    if (!labelled.includes(value)) return { value, rank: /[34]$/.test(String(value)) ? 0 : 2 };
    // The first label begins at its tick instead of standing over it, and on a narrow ruler needs the second's room.
    return { value, label: percent(value), rank: value === labelled[1] ? 1 : 0 };
  });
  return { scale: logScale(most, least, 100), ticks };
}
