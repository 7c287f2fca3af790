/**
 * The figure as a page wants it: which controls it shows, from which preset it starts. A page that wants another makes a
 * folder of its own with an index.ts:
 *
 *   export default groupNetwork({ name: 'clock-network', preset: 'clock', fixed: {...}, starts: {...}, controls: [...] }, url);
 *
 * and a test beside it that holds `planOf(setup)` against the engine (kit/presets.ts).
 */
import type { FieldValue, Frame } from '@orrery/engine';
import { seedField, type Plan } from '../../kit/plan.ts';
import type { Setting, UrlField } from '../../src/url.ts';
import { landmark, ORDERS, sentence } from './model.ts';
import { GROUP_PATTERN } from './groups.ts';

export type Control = 'group' | 'architecture' | 'width' | 'train-fraction' | 'attention-rate' | 'weight-decay' | 'learning-rate';

export interface Setup {
  /** kebab-case: the folder of its stored run, and the head of its files' names. */
  readonly name: string;
  /** The engine's preset that `fixed` and `starts` repeat. */
  readonly preset: string;
  /** What the preset sets and the reader can't. */
  readonly fixed: Readonly<Record<string, FieldValue>>;
  /** Where the reader's fields start. */
  readonly starts: Readonly<Record<string, Setting>>;
  readonly controls: readonly Control[];
  readonly seed: number;
  /** The farthest step that a link may lead to. Small networks reach it in seconds; on the way of a large one the reader can stop. */
  readonly farthest: number;
  /** Steps a second at first. */
  readonly speed: number;
}

export const GROUP = 'task.group';
export const FRACTION = 'task.train_fraction';
export const ATTENTION = 'model.attention_rate';
export const DECAY = 'optimizer.weight_decay';
export const RATE = 'optimizer.learning_rate';
/** Of the table's elements, which concerns the page alone. */
export const ORDER = 'order';

/** The fields that each control sets. Their starts are the engine's defaults, unless a setup says otherwise. */
const FIELDS: Readonly<Record<Control, readonly UrlField[]>> = {
  group: [{ path: GROUP, type: 'text', pattern: GROUP_PATTERN, expected: 'the name of a group, as C59, S4, Z2^4 or C3xS3', start: 'C113' }],
  architecture: [
    { path: 'model.kind', type: 'choice', choices: ['pair-network', 'transformer'], start: 'pair-network' },
    {
      path: 'model.architecture',
      type: 'choice',
      choices: ['mlp', 'alpha', 'alpha-prime', 'beta', 'gamma', 'delta', 'gromov'],
      start: 'mlp',
    },
    { path: 'model.activation', type: 'choice', choices: ['relu', 'gelu', 'quadratic', 'abs', 'identity'], start: 'relu' },
    { path: 'task.loss', type: 'choice', choices: ['cross-entropy', 'mse'], start: 'cross-entropy' },
    { path: 'model.embedding', type: 'integer', minimum: 4, maximum: 256, start: 256 },
  ],
  width: [
    { path: 'model.hidden', type: 'integer', minimum: 4, maximum: 1024, start: 2 },
    { path: 'model.d_model', type: 'integer', minimum: 8, maximum: 256, start: 128 },
    { path: 'model.d_mlp', type: 'integer', minimum: 0, maximum: 1024, start: 512 },
  ],
  'train-fraction': [{ path: FRACTION, type: 'number', minimum: 0.05, maximum: 0.95, start: 0.3 }],
  'attention-rate': [{ path: ATTENTION, type: 'number', minimum: 0, maximum: 1, start: 1 }],
  'weight-decay': [{ path: DECAY, type: 'number', minimum: 0, maximum: 10, start: 0.01, live: true }],
  'learning-rate': [{ path: RATE, type: 'number', minimum: 0.0001, maximum: 0.1, start: 0.001, live: true }],
};

export function planOf(setup: Setup): Plan {
  const known = setup.controls.flatMap((control) => FIELDS[control]);
  return {
    name: setup.name,
    preset: setup.preset,
    fixed: setup.fixed,
    fields: [
      ...known.map((field) => ({ ...field, start: setup.starts[field.path] ?? field.start }) as UrlField),
      seedField(setup.seed),
      { path: ORDER, type: 'choice', choices: ORDERS, start: ORDERS[0] },
    ],
    engineField: (path, fields) => (path === ORDER ? undefined : [path, fields[path]!]),
    measures: ['loss.train', 'loss.test', 'accuracy.train', 'accuracy.test'],
    views: ['confidence', 'answers'],
    parameters: false,
    constants: { measures: ['task'], views: ['trained', 'targets'] },
    farthest: setup.farthest,
    restAfter: 5000,
    speed: setup.speed,
    says: (frame: Frame) => ({ landmark: landmark(frame), sentence: sentence(frame) }),
  };
}
