/** Eighty features in twenty dimensions: a linear network and seven with a ReLU, trained at falling densities. */
import { openStoredTensor } from '@orrery/engine/stored_run.ts';
import { percent } from '../../src/format.ts';
import type { UrlField } from '../../src/url.ts';
import { featureMeasures, overlaps } from '../superposition/geometry.ts';
import { keeps, type Seen } from '../twenty-features/model.ts';

export const HIDDEN = 20;
export const MODEL = 'model';

/** site/data/eighty-features/models.json */
interface ModelsFile {
  models: { output: 'linear' | 'relu'; density: number }[];
  W: unknown;
  b_final: unknown;
}

export interface Model extends Seen {
  output: 'linear' | 'relu';
  density: number;
  /** "six alone, twenty-eight in pairs" */
  keeps: string;
  /** Squared Frobenius norm of W: how many features the network keeps, each in full. */
  kept: number;
}

export function openModels(content: unknown): Model[] {
  const { models, W, b_final } = content as ModelsFile;
  const [weights, biases] = [openStoredTensor('W', W, models.length), openStoredTensor('b_final', b_final, models.length)];
  return models.map((model, k) => {
    const overlap = overlaps(weights.at(k));
    return {
      ...model,
      overlap,
      bias: biases.at(k).data as Float32Array,
      features: featureMeasures(weights.at(k), overlap),
      keeps: keeps(weights.at(k)),
      kept: weights.at(k).data.reduce((sum, w) => sum + w * w, 0),
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
