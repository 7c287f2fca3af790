// Written by `orrery schema --typescript` from core's one list of fields. Do not edit.

/** The version of the run description that this list describes. */
export const SPEC_FORMAT = 1;

/** What each field of a run's description holds, by its path. */
export interface SpecFields {
  /** version of this description */
  'format': number;
  /** where examples come from */
  'task.kind': 'sparse-features';
  /** number of features n */
  'task.features': number;
  /** probability that a feature is on (1 - S): one for all, or one each */
  'task.density': number | number[];
  /** importance of feature i is decay^i */
  'task.importance_decay': number;
  /** importance of each feature; empty: importance_decay gives them */
  'task.importance': number | number[];
  /** which network */
  'model.kind': 'toy-autoencoder';
  /** hidden dimensions m */
  'model.hidden': number;
  /** activation of the output */
  'model.output': 'relu' | 'linear';
  /** factor on Xavier's initial standard deviation */
  'model.init_scale': number;
  /** AdamW's base rate */
  'optimizer.learning_rate': number;
  /** how the rate falls over the run */
  'optimizer.schedule': 'constant' | 'linear' | 'cosine' | 'cosine_quarter';
  /** factor at which the schedule ends */
  'optimizer.floor': number;
  /** updates of linear warm-up */
  'optimizer.warmup_steps': number;
  /** decay of the gradient's running mean */
  'optimizer.beta1': number;
  /** decay of the squared gradient's running mean */
  'optimizer.beta2': number;
  /** added to the root of the second moment */
  'optimizer.epsilon': number;
  /** decoupled weight decay on all parameters */
  'optimizer.weight_decay': number;
  /** examples an update */
  'batch': number;
  /** updates of the whole run */
  'steps': number;
  /** seed of everything that seeds.* doesn't name */
  'seed': number;
  /** seed of the initial weights; null: seed */
  'seeds.init': number | null;
  /** seed of the examples; null: seed */
  'seeds.data': number | null;
  /** spacing of the metrics rows */
  'record.cadence': 'linear' | 'logarithmic';
  /** updates between rows, linear cadence */
  'record.metrics_every': number;
  /** rows a factor of ten in steps, logarithmic cadence */
  'record.rows_per_decade': number;
  /** updates between checkpoints; 0: only the last */
  'record.checkpoint_every': number;
}

export type FieldPath = keyof SpecFields;

/** Fields that may change while a run goes on. */
export type LiveFieldPath =
  | 'task.density'
  | 'task.importance_decay'
  | 'task.importance'
  | 'optimizer.learning_rate'
  | 'optimizer.weight_decay';

/** One row of the list. `minimum` and `maximum` are null where there is no bound; `exclusive`: the minimum itself is out. */
export interface FieldRow {
  path: FieldPath;
  type: 'integer' | 'number' | 'numbers' | 'seed' | 'optional-seed' | 'choice';
  default: SpecFields[FieldPath];
  help: string;
  minimum: number | null;
  exclusive: boolean;
  maximum: number | null;
  live: boolean;
  choices: string[];
}

export const FIELDS: readonly FieldRow[] = [
  {
    path: 'format',
    type: 'integer',
    default: 1,
    help: 'version of this description',
    minimum: 1,
    exclusive: false,
    maximum: 1,
    live: false,
    choices: [],
  },
  {
    path: 'task.kind',
    type: 'choice',
    default: 'sparse-features',
    help: 'where examples come from',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['sparse-features'],
  },
  {
    path: 'task.features',
    type: 'integer',
    default: 5,
    help: 'number of features n',
    minimum: 1,
    exclusive: false,
    maximum: 4096,
    live: false,
    choices: [],
  },
  {
    path: 'task.density',
    type: 'numbers',
    default: 0.05,
    help: 'probability that a feature is on (1 - S): one for all, or one each',
    minimum: 0,
    exclusive: true,
    maximum: 1,
    live: true,
    choices: [],
  },
  {
    path: 'task.importance_decay',
    type: 'number',
    default: 0.9,
    help: 'importance of feature i is decay^i',
    minimum: 0,
    exclusive: true,
    maximum: 1,
    live: true,
    choices: [],
  },
  {
    path: 'task.importance',
    type: 'numbers',
    default: [],
    help: 'importance of each feature; empty: importance_decay gives them',
    minimum: 0,
    exclusive: false,
    maximum: 1000000,
    live: true,
    choices: [],
  },
  {
    path: 'model.kind',
    type: 'choice',
    default: 'toy-autoencoder',
    help: 'which network',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['toy-autoencoder'],
  },
  {
    path: 'model.hidden',
    type: 'integer',
    default: 2,
    help: 'hidden dimensions m',
    minimum: 1,
    exclusive: false,
    maximum: 1024,
    live: false,
    choices: [],
  },
  {
    path: 'model.output',
    type: 'choice',
    default: 'relu',
    help: 'activation of the output',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['relu', 'linear'],
  },
  {
    path: 'model.init_scale',
    type: 'number',
    default: 1,
    help: 'factor on Xavier\'s initial standard deviation',
    minimum: 0,
    exclusive: false,
    maximum: 100,
    live: false,
    choices: [],
  },
  {
    path: 'optimizer.learning_rate',
    type: 'number',
    default: 0.001,
    help: 'AdamW\'s base rate',
    minimum: 0,
    exclusive: false,
    maximum: 10,
    live: true,
    choices: [],
  },
  {
    path: 'optimizer.schedule',
    type: 'choice',
    default: 'constant',
    help: 'how the rate falls over the run',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['constant', 'linear', 'cosine', 'cosine_quarter'],
  },
  {
    path: 'optimizer.floor',
    type: 'number',
    default: 0,
    help: 'factor at which the schedule ends',
    minimum: 0,
    exclusive: false,
    maximum: 1,
    live: false,
    choices: [],
  },
  {
    path: 'optimizer.warmup_steps',
    type: 'integer',
    default: 0,
    help: 'updates of linear warm-up',
    minimum: 0,
    exclusive: false,
    maximum: 1000000000000,
    live: false,
    choices: [],
  },
  {
    path: 'optimizer.beta1',
    type: 'number',
    default: 0.9,
    help: 'decay of the gradient\'s running mean',
    minimum: 0,
    exclusive: false,
    maximum: 0.999999,
    live: false,
    choices: [],
  },
  {
    path: 'optimizer.beta2',
    type: 'number',
    default: 0.999,
    help: 'decay of the squared gradient\'s running mean',
    minimum: 0,
    exclusive: false,
    maximum: 0.9999999,
    live: false,
    choices: [],
  },
  {
    path: 'optimizer.epsilon',
    type: 'number',
    default: 1e-08,
    help: 'added to the root of the second moment',
    minimum: 0,
    exclusive: true,
    maximum: 1,
    live: false,
    choices: [],
  },
  {
    path: 'optimizer.weight_decay',
    type: 'number',
    default: 0.01,
    help: 'decoupled weight decay on all parameters',
    minimum: -10,
    exclusive: false,
    maximum: 10,
    live: true,
    choices: [],
  },
  {
    path: 'batch',
    type: 'integer',
    default: 1024,
    help: 'examples an update',
    minimum: 1,
    exclusive: false,
    maximum: 1048576,
    live: false,
    choices: [],
  },
  {
    path: 'steps',
    type: 'integer',
    default: 10000,
    help: 'updates of the whole run',
    minimum: 0,
    exclusive: false,
    maximum: 1000000000000,
    live: false,
    choices: [],
  },
  {
    path: 'seed',
    type: 'seed',
    default: 0,
    help: 'seed of everything that seeds.* doesn\'t name',
    minimum: 0,
    exclusive: false,
    maximum: 4294967295,
    live: false,
    choices: [],
  },
  {
    path: 'seeds.init',
    type: 'optional-seed',
    default: null,
    help: 'seed of the initial weights; null: seed',
    minimum: 0,
    exclusive: false,
    maximum: 4294967295,
    live: false,
    choices: [],
  },
  {
    path: 'seeds.data',
    type: 'optional-seed',
    default: null,
    help: 'seed of the examples; null: seed',
    minimum: 0,
    exclusive: false,
    maximum: 4294967295,
    live: false,
    choices: [],
  },
  {
    path: 'record.cadence',
    type: 'choice',
    default: 'linear',
    help: 'spacing of the metrics rows',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['linear', 'logarithmic'],
  },
  {
    path: 'record.metrics_every',
    type: 'integer',
    default: 100,
    help: 'updates between rows, linear cadence',
    minimum: 1,
    exclusive: false,
    maximum: 1000000000000,
    live: false,
    choices: [],
  },
  {
    path: 'record.rows_per_decade',
    type: 'integer',
    default: 20,
    help: 'rows a factor of ten in steps, logarithmic cadence',
    minimum: 1,
    exclusive: false,
    maximum: 1000,
    live: false,
    choices: [],
  },
  {
    path: 'record.checkpoint_every',
    type: 'integer',
    default: 0,
    help: 'updates between checkpoints; 0: only the last',
    minimum: 0,
    exclusive: false,
    maximum: 1000000000000,
    live: false,
    choices: [],
  },
];
