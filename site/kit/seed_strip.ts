/** Networks trained beside a figure, on its task from one seed after another. */
import type { Spec } from '@orrery/engine';
import type { Settings } from '../src/url.ts';
import { SEED, specOf, type Plan } from './plan.ts';

export interface SeedStrip {
  /** How many seeds. */
  count: number;
  specs(fields: Settings): Spec[];
  /** The first of the specs as text: tells two tasks’ strips apart. */
  key(fields: Settings): string;
}

/** From so many seeds: 0 and on, or `around` the figure’s own, as those of its dozen. Each trains for `steps`, or as long as the plan. */
export function seedStrip(plan: Plan, count: number, { steps, around = false }: { steps?: number; around?: boolean } = {}): SeedStrip {
  const specs = (fields: Settings, length = count): Spec[] => {
    const own = Number(fields[SEED]);
    const first = around ? own - (own % count) : 0;
    return Array.from({ length }, (_, k) => specOf(plan, { fields: { ...fields, [SEED]: first + k }, changes: [] }, steps));
  };
  return { count, specs: (fields) => specs(fields), key: (fields) => JSON.stringify(specs(fields, 1)[0]) };
}
