/** For tests: what a plan says that the engine does not. */
import type { Engine } from '@orrery/engine';
import { startState } from '../src/url.ts';
import { asEngineField, specOf, type Plan } from './plan.ts';

/**
 * Starts that differ from the preset, fields that the engine has otherwise (unknown, live or not, narrower), and
 * descriptions at the ends of the fields that it refuses; one line each.
 */
export function disagreements(plan: Plan, engine: Engine): string[] {
  const lines: string[] = [];
  const known = new Map(engine.fields().map((field) => [field.path, field]));
  const start = startState(plan.fields);
  const ours = specOf(plan, start, 0).fields;
  const text = (value: unknown) => JSON.stringify([value].flat());

  if (plan.preset !== undefined) {
    const preset = engine.presets().find(({ name }) => name === plan.preset);
    if (!preset) return [`no preset ${plan.preset}`];
    const wanted = { ...preset.spec.fields, ...(plan.end !== undefined && { steps: plan.end }) };
    for (const path of new Set([...Object.keys(ours), ...Object.keys(wanted)])) {
      if (path === 'steps' && plan.end === undefined) continue;
      const theirs = path in preset.spec.fields ? preset.spec.fields[path] : known.get(path)?.default;
      const mine = path === 'steps' ? plan.end : path in ours ? ours[path] : known.get(path)?.default;
      if (text(theirs) !== text(mine)) lines.push(`${path}: ${text(mine)}, in ${plan.preset} ${text(theirs)}`);
    }
  }
  for (const field of plan.fields) {
    const own = asEngineField(plan, field.path, start.fields);
    if (!own) continue;
    const theirs = known.get(own[0]);
    if (!theirs) lines.push(`${field.path}: the engine has no such field`);
    else if (theirs.live !== (field.live ?? false)) lines.push(`${field.path}: the engine says live = ${theirs.live}`);
    const values =
      field.type === 'choice'
        ? field.choices
        : field.type === 'text'
          ? [field.start]
          : [field.minimum + (field.exclusive ? 1e-6 : 0), field.maximum];
    for (const value of values) {
      try {
        const run = engine.start(specOf(plan, { ...start, fields: { ...start.fields, [field.path]: value } }));
        run.step(1);
        run.free();
      } catch (error) {
        lines.push(`${field.path} = ${value}: ${(error as Error).message}`);
      }
    }
  }
  return lines;
}
