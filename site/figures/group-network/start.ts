/** The figure as the page on groups has it: every control, and a network that memorises and groks in seconds. */
import type { Setup } from './setup.ts';

export const SETUP: Setup = {
  name: 'group-network',
  preset: 'grokking-live',
  fixed: { 'task.kind': 'pairs', batch: 0, 'optimizer.beta2': 0.98 },
  starts: {
    'task.group': 'C59',
    'task.train_fraction': 0.25,
    'task.loss': 'mse',
    'model.kind': 'pair-network',
    'model.architecture': 'gromov',
    'model.activation': 'quadratic',
    'model.hidden': 256,
    'optimizer.learning_rate': 0.01,
    'optimizer.weight_decay': 2,
  },
  controls: ['group', 'architecture', 'width', 'train-fraction', 'attention-rate', 'weight-decay', 'learning-rate'],
  seed: 0,
  farthest: 100_000,
  speed: 100,
};
