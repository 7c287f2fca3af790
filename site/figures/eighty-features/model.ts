/** Eighty features in twenty dimensions: a linear network and seven with a ReLU, trained at falling densities. */
import type { Tensor } from '@orrery/engine';
import { openBest, type Found } from '../../kit/best_networks.ts';
import { percent } from '../../src/format.ts';
import type { UrlField } from '../../src/url.ts';
import { featureMeasures, overlaps } from '../superposition/geometry.ts';
import { keeps, type Seen } from '../twenty-features/model.ts';

export const HIDDEN = 20;
export const MODEL = 'model';

type Output = 'linear' | 'relu';

export interface Model extends Seen {
  found: Found;
  tensors: Record<string, Tensor>;
  output: Output;
  density: number;
  /** "six alone, twenty-eight in pairs" */
  keeps: string;
  /** Squared Frobenius norm of W: how many features the network keeps, each in full. */
  kept: number;
}

/** site/data/eighty-features/models.json */
export function openModels(content: unknown): Model[] {
  return openBest(content, ['W', 'b_final']).map(({ found, tensors }) => {
    const W = tensors['W']!;
    const overlap = overlaps(W);
    return {
      found,
      tensors,
      output: (found.spec['model'] as { output: Output }).output,
      density: found.density,
      overlap,
      bias: tensors['b_final']!.data,
      features: featureMeasures(W, overlap),
      keeps: keeps(W),
      kept: W.data.reduce((sum, w) => sum + w * w, 0),
    };
  });
}

/** What the address and the choice call a model. */
export const nameOf = ({ output, density }: Pick<Model, 'output' | 'density'>): string =>
  output === 'linear' ? 'linear' : percent(density);

export const fieldsOf = (models: readonly Model[]): UrlField[] => [
  { path: MODEL, type: 'choice', choices: models.map((_, k) => String(k)), start: '3' },
];

/** A row a feature a model. */
export function modelsCsv(models: readonly Model[]): string {
  const rows = ['output,density,feature,length,superposition,dimensionality,bias'];
  for (const { output, density, features, bias } of models)
    features.forEach(({ norm, superposition, dimensionality }, i) =>
      rows.push([output, density, i + 1, norm.toFixed(4), superposition.toFixed(4), dimensionality.toFixed(4), bias[i]!.toFixed(4)].join()),
    );
  return rows.join('\n') + '\n';
}
