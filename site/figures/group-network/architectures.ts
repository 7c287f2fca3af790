/** The networks that the figure offers, each with the settings that it trains well with. */
import type { Settings } from '../../src/url.ts';

export type Architecture = 'quadratic' | 'mlp' | 'alpha' | 'alpha-prime' | 'beta' | 'gamma' | 'delta' | 'transformer';

const relu = (architecture: string, fields: Settings): Settings => ({
  'model.kind': 'pair-network',
  'model.architecture': architecture,
  'model.activation': 'relu',
  'task.loss': 'cross-entropy',
  'model.embedding': 64,
  'model.hidden': 128,
  'optimizer.learning_rate': 0.01,
  'optimizer.weight_decay': 1,
  ...fields,
});

export const ARCHITECTURES: Readonly<Record<Architecture, Settings>> = {
  quadratic: {
    'model.kind': 'pair-network',
    'model.architecture': 'gromov',
    'model.activation': 'quadratic',
    'task.loss': 'mse',
    'model.hidden': 256,
    'optimizer.learning_rate': 0.01,
    'optimizer.weight_decay': 2,
  },
  mlp: relu('mlp', { 'model.embedding': 48, 'model.hidden': 64 }),
  alpha: relu('alpha', {}),
  'alpha-prime': relu('alpha-prime', {}),
  beta: relu('beta', {}),
  gamma: relu('gamma', {}),
  delta: relu('delta', {}),
  transformer: {
    'model.kind': 'transformer',
    'model.activation': 'relu',
    'task.loss': 'cross-entropy',
    'model.d_model': 32,
    'model.d_mlp': 128,
    'optimizer.learning_rate': 0.005,
    'optimizer.weight_decay': 2,
  },
};

/** Which of them a description is, whatever its widths and rates. */
export function architectureOf(fields: Settings): Architecture {
  if (fields['model.kind'] === 'transformer') return 'transformer';
  const name = fields['model.architecture'];
  return name === 'gromov' ? 'quadratic' : (name as Architecture);
}

export const isTransformer = (fields: Settings): boolean => fields['model.kind'] === 'transformer';

/** Neurons to a dimension of the residual stream. */
const MLP_RATIO = 4;

/** A network's width: neurons of a pair network; of a transformer its stream, with four times as many neurons. */
export const widthOf = (fields: Settings): number => Number(fields[isTransformer(fields) ? 'model.d_model' : 'model.hidden']);
export const withWidth = (fields: Settings, width: number): Settings =>
  isTransformer(fields) ? { 'model.d_model': width, 'model.d_mlp': MLP_RATIO * width } : { 'model.hidden': width };
