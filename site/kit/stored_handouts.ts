/** What a figure hands to its reader of a stored network, as handouts.ts does of one that trains. */
import type { Frame, Tensor } from '@orrery/engine';
import words from '../content/en/words.json';
import type { Drawing } from '../src/save.ts';
import type { Found } from './best_networks.ts';
import type { Handouts } from './handouts.ts';
import { plainFrame } from './plan.ts';

/** While it is in the picture, at the end of its training. `name`: the figure's. */
export function handoutsOfStored(name: string, found: Found, end: Frame, picture: () => Drawing | undefined, link: () => string): Handouts {
  const file = `${name}-density-${found.density}-seed-${found.seed}`;
  const tensors = Object.values(end.tensors);
  return {
    file,
    csv: () => weightsCsv(tensors),
    json: () => ({ format: 1, ...found, frame: plainFrame(end) }),
    picture,
    weights: {
      ready: true,
      title: words.storedWeightsTitle,
      file,
      save: async () => (await import('@orrery/engine/run_file.ts')).writeWeights(found.spec, tensors),
    },
    native: found.command,
    link,
  };
}

/** Weights as CSV, a row a number. */
function weightsCsv(tensors: readonly Tensor[]): string {
  const rows = ['tensor,row,column,value'];
  for (const { name, shape, data } of tensors) {
    const columns = shape[1] ?? 1;
    Array.from(data).forEach((value, at) => rows.push([name, Math.floor(at / columns) + 1, (at % columns) + 1, value].join()));
  }
  return rows.join('\n') + '\n';
}
