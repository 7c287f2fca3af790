// Written by `orrery schema --typescript` from core's one list of fields. Do not edit.

/** The version of the run description that this list describes. */
export const SPEC_FORMAT = 1;

/** What each field of a run's description holds, by its path. */
export interface SpecFields {
  /** version of this description */
  'format': number;
  /** where examples come from */
  'task.kind': 'sparse-features' | 'pairs';
  /** number of features n */
  'task.features': number;
  /** probability that a feature is on (1 - S): one for all, or one each */
  'task.density': number | number[];
  /** importance of feature i is decay^i */
  'task.importance_decay': number;
  /** importance of each feature; empty: importance_decay gives them */
  'task.importance': number | number[];
  /** sizes of the sets that the first features make: a set's features are on together */
  'task.correlated': number | number[];
  /** sizes of the sets that the next features make: at most one of a set is on */
  'task.anticorrelated': number | number[];
  /** what task.density means there: that a set is on, or that a member is */
  'task.anticorrelated_density': 'set' | 'member';
  /** values on [-1, 1] instead of [0, 1]; what is asked for is |x| */
  'task.signed_values': boolean;
  /** 0: endless fresh examples; else so many, each scaled to length 1 */
  'task.samples': number;
  /** adversarial training: length of the attack on each example, in mean example lengths */
  'task.attack': number;
  /** pairs: whose elements (C113, D59, S5, A5, Q8, Z2^4, F20, C3xS3) */
  'task.group': string;
  /** pairs: what is asked of a and b */
  'task.target': 'product' | 'quotient' | 'quadratic-form' | 'random';
  /** pairs: part of all pairs that is trained on */
  'task.train_fraction': number;
  /** pairs: whose random numbers choose them */
  'task.split': 'orrery' | 'torch' | 'cpython' | 'unknown';
  /** pairs: what a transformer reads */
  'task.sequence': 'ab' | 'ab=';
  /** pairs: a transformer has tokens of its own for b */
  'task.separate_vocabularies': boolean;
  /** pairs: what is minimised */
  'task.loss': 'cross-entropy' | 'mse';
  /** which network */
  'model.kind': 'toy-autoencoder' | 'transformer' | 'pair-network' | 'sparse-autoencoder';
  /** hidden dimensions m; neurons of a pair network */
  'model.hidden': number;
  /** toy-autoencoder: activation of the output */
  'model.output': 'relu' | 'linear';
  /** toy-autoencoder: of the hidden layer; relu makes its basis a privileged one */
  'model.hidden_activation': 'linear' | 'relu';
  /** toy-autoencoder: the output reads the hidden layer by W^T, else by a W2 of its own */
  'model.tied': boolean;
  /** factor on the published initial standard deviations */
  'model.init_scale': number;
  /** sparse-autoencoder: length of the features it looks for, a regular polygon in 2-D */
  'model.polygon': number;
  /** sparse-autoencoder: latents, each with an atom */
  'model.latents': number;
  /** sparse-autoencoder: price of what each latent gives */
  'model.l1': number;
  /** sparse-autoencoder: where latents that died look next */
  'model.resample': 'never' | 'random' | 'by-loss';
  /** sparse-autoencoder: directions of the first atoms, in degrees; the others are random */
  'model.atoms': number | number[];
  /** pair-network: how it is put together */
  'model.architecture': 'mlp' | 'alpha' | 'alpha-prime' | 'beta' | 'gamma' | 'delta' | 'gromov';
  /** pair-network: dimensions of an embedding (gromov has none) */
  'model.embedding': number;
  /** transformer: layers */
  'model.layers': number;
  /** transformer: width of the residual stream */
  'model.d_model': number;
  /** transformer: attention heads a layer */
  'model.heads': number;
  /** transformer: width of a head; 0: d_model / heads */
  'model.d_head': number;
  /** transformer: neurons a layer; 0: attention only */
  'model.d_mlp': number;
  /** transformer: positions see no later ones */
  'model.causal': boolean;
  /** transformer: b_in and b_out of the MLP */
  'model.biases': 'on' | 'off' | 'frozen';
  /** transformer: 1 softmax attention, 0 every weight 1 */
  'model.attention_rate': number;
  /** transformer: columns of the unembedding */
  'model.classes': 'elements' | 'vocabulary';
  /** transformer: whose initial standard deviations */
  'model.init': 'progress-measures' | 'clock-pizza' | 'transformer-lens';
  /** transformer, pair-network: of the neurons */
  'model.activation': 'relu' | 'gelu' | 'quadratic' | 'abs' | 'identity';
  /** transformer, pair-network: whose random numbers the weights start from */
  'model.init_stream': 'orrery' | 'torch';
  /** AdamW's base rate */
  'optimizer.learning_rate': number;
  /** how the rate falls over the run */
  'optimizer.schedule': 'constant' | 'linear' | 'cosine' | 'cosine_quarter';
  /** factor at which the schedule ends */
  'optimizer.floor': number;
  /** updates of linear warm-up */
  'optimizer.warmup_steps': number;
  /** warm-up starts at rate 0: the first update changes nothing */
  'optimizer.warmup_from_zero': boolean;
  /** decay of the gradient's running mean */
  'optimizer.beta1': number;
  /** decay of the squared gradient's running mean */
  'optimizer.beta2': number;
  /** added to the root of the second moment */
  'optimizer.epsilon': number;
  /** decoupled weight decay on all parameters */
  'optimizer.weight_decay': number;
  /** transformer, pair-network: arithmetic of the training */
  'precision': 'float32' | 'float64';
  /** examples an update; 0: all of a finite set (pairs, task.samples) */
  'batch': number;
  /** updates of the whole run */
  'steps': number;
  /** seed of everything that seeds.* doesn't name */
  'seed': number;
  /** seed of the initial weights; null: seed */
  'seeds.init': number | null;
  /** seed of the examples, minibatches and random targets; null: seed */
  'seeds.data': number | null;
  /** seed of the split into training and test pairs; null: seed */
  'seeds.split': number | null;
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
  | 'task.correlated'
  | 'task.anticorrelated'
  | 'task.attack'
  | 'optimizer.learning_rate'
  | 'optimizer.weight_decay';

/** One row of the list. `minimum` and `maximum` are null where there is no bound; `exclusive`: the minimum itself is out. */
export interface FieldRow {
  path: FieldPath;
  type: 'integer' | 'number' | 'numbers' | 'seed' | 'optional-seed' | 'choice' | 'boolean' | 'word';
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
    choices: ['sparse-features', 'pairs'],
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
    path: 'task.correlated',
    type: 'numbers',
    default: [],
    help: 'sizes of the sets that the first features make: a set\'s features are on together',
    minimum: 2,
    exclusive: false,
    maximum: 4096,
    live: true,
    choices: [],
  },
  {
    path: 'task.anticorrelated',
    type: 'numbers',
    default: [],
    help: 'sizes of the sets that the next features make: at most one of a set is on',
    minimum: 2,
    exclusive: false,
    maximum: 4096,
    live: true,
    choices: [],
  },
  {
    path: 'task.anticorrelated_density',
    type: 'choice',
    default: 'set',
    help: 'what task.density means there: that a set is on, or that a member is',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['set', 'member'],
  },
  {
    path: 'task.signed_values',
    type: 'boolean',
    default: false,
    help: 'values on [-1, 1] instead of [0, 1]; what is asked for is |x|',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: [],
  },
  {
    path: 'task.samples',
    type: 'integer',
    default: 0,
    help: '0: endless fresh examples; else so many, each scaled to length 1',
    minimum: 0,
    exclusive: false,
    maximum: 1048576,
    live: false,
    choices: [],
  },
  {
    path: 'task.attack',
    type: 'number',
    default: 0,
    help: 'adversarial training: length of the attack on each example, in mean example lengths',
    minimum: 0,
    exclusive: false,
    maximum: 100,
    live: true,
    choices: [],
  },
  {
    path: 'task.group',
    type: 'word',
    default: 'C113',
    help: 'pairs: whose elements (C113, D59, S5, A5, Q8, Z2^4, F20, C3xS3)',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: [],
  },
  {
    path: 'task.target',
    type: 'choice',
    default: 'product',
    help: 'pairs: what is asked of a and b',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['product', 'quotient', 'quadratic-form', 'random'],
  },
  {
    path: 'task.train_fraction',
    type: 'number',
    default: 0.3,
    help: 'pairs: part of all pairs that is trained on',
    minimum: 0,
    exclusive: true,
    maximum: 1,
    live: false,
    choices: [],
  },
  {
    path: 'task.split',
    type: 'choice',
    default: 'orrery',
    help: 'pairs: whose random numbers choose them',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['orrery', 'torch', 'cpython', 'unknown'],
  },
  {
    path: 'task.sequence',
    type: 'choice',
    default: 'ab=',
    help: 'pairs: what a transformer reads',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['ab', 'ab='],
  },
  {
    path: 'task.separate_vocabularies',
    type: 'boolean',
    default: false,
    help: 'pairs: a transformer has tokens of its own for b',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: [],
  },
  {
    path: 'task.loss',
    type: 'choice',
    default: 'cross-entropy',
    help: 'pairs: what is minimised',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['cross-entropy', 'mse'],
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
    choices: ['toy-autoencoder', 'transformer', 'pair-network', 'sparse-autoencoder'],
  },
  {
    path: 'model.hidden',
    type: 'integer',
    default: 2,
    help: 'hidden dimensions m; neurons of a pair network',
    minimum: 1,
    exclusive: false,
    maximum: 8192,
    live: false,
    choices: [],
  },
  {
    path: 'model.output',
    type: 'choice',
    default: 'relu',
    help: 'toy-autoencoder: activation of the output',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['relu', 'linear'],
  },
  {
    path: 'model.hidden_activation',
    type: 'choice',
    default: 'linear',
    help: 'toy-autoencoder: of the hidden layer; relu makes its basis a privileged one',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['linear', 'relu'],
  },
  {
    path: 'model.tied',
    type: 'boolean',
    default: true,
    help: 'toy-autoencoder: the output reads the hidden layer by W^T, else by a W2 of its own',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: [],
  },
  {
    path: 'model.init_scale',
    type: 'number',
    default: 1,
    help: 'factor on the published initial standard deviations',
    minimum: 0,
    exclusive: false,
    maximum: 100,
    live: false,
    choices: [],
  },
  {
    path: 'model.polygon',
    type: 'number',
    default: 1.15,
    help: 'sparse-autoencoder: length of the features it looks for, a regular polygon in 2-D',
    minimum: 0,
    exclusive: true,
    maximum: 10,
    live: false,
    choices: [],
  },
  {
    path: 'model.latents',
    type: 'integer',
    default: 10,
    help: 'sparse-autoencoder: latents, each with an atom',
    minimum: 1,
    exclusive: false,
    maximum: 1024,
    live: false,
    choices: [],
  },
  {
    path: 'model.l1',
    type: 'number',
    default: 0.2,
    help: 'sparse-autoencoder: price of what each latent gives',
    minimum: 0,
    exclusive: false,
    maximum: 10,
    live: false,
    choices: [],
  },
  {
    path: 'model.resample',
    type: 'choice',
    default: 'by-loss',
    help: 'sparse-autoencoder: where latents that died look next',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['never', 'random', 'by-loss'],
  },
  {
    path: 'model.atoms',
    type: 'numbers',
    default: [],
    help: 'sparse-autoencoder: directions of the first atoms, in degrees; the others are random',
    minimum: -360,
    exclusive: false,
    maximum: 360,
    live: false,
    choices: [],
  },
  {
    path: 'model.architecture',
    type: 'choice',
    default: 'mlp',
    help: 'pair-network: how it is put together',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['mlp', 'alpha', 'alpha-prime', 'beta', 'gamma', 'delta', 'gromov'],
  },
  {
    path: 'model.embedding',
    type: 'integer',
    default: 256,
    help: 'pair-network: dimensions of an embedding (gromov has none)',
    minimum: 1,
    exclusive: false,
    maximum: 4096,
    live: false,
    choices: [],
  },
  {
    path: 'model.layers',
    type: 'integer',
    default: 1,
    help: 'transformer: layers',
    minimum: 1,
    exclusive: false,
    maximum: 4,
    live: false,
    choices: [],
  },
  {
    path: 'model.d_model',
    type: 'integer',
    default: 128,
    help: 'transformer: width of the residual stream',
    minimum: 1,
    exclusive: false,
    maximum: 4096,
    live: false,
    choices: [],
  },
  {
    path: 'model.heads',
    type: 'integer',
    default: 4,
    help: 'transformer: attention heads a layer',
    minimum: 1,
    exclusive: false,
    maximum: 64,
    live: false,
    choices: [],
  },
  {
    path: 'model.d_head',
    type: 'integer',
    default: 0,
    help: 'transformer: width of a head; 0: d_model / heads',
    minimum: 0,
    exclusive: false,
    maximum: 4096,
    live: false,
    choices: [],
  },
  {
    path: 'model.d_mlp',
    type: 'integer',
    default: 512,
    help: 'transformer: neurons a layer; 0: attention only',
    minimum: 0,
    exclusive: false,
    maximum: 16384,
    live: false,
    choices: [],
  },
  {
    path: 'model.causal',
    type: 'boolean',
    default: true,
    help: 'transformer: positions see no later ones',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: [],
  },
  {
    path: 'model.biases',
    type: 'choice',
    default: 'on',
    help: 'transformer: b_in and b_out of the MLP',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['on', 'off', 'frozen'],
  },
  {
    path: 'model.attention_rate',
    type: 'number',
    default: 1,
    help: 'transformer: 1 softmax attention, 0 every weight 1',
    minimum: 0,
    exclusive: false,
    maximum: 1,
    live: false,
    choices: [],
  },
  {
    path: 'model.classes',
    type: 'choice',
    default: 'vocabulary',
    help: 'transformer: columns of the unembedding',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['elements', 'vocabulary'],
  },
  {
    path: 'model.init',
    type: 'choice',
    default: 'progress-measures',
    help: 'transformer: whose initial standard deviations',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['progress-measures', 'clock-pizza', 'transformer-lens'],
  },
  {
    path: 'model.activation',
    type: 'choice',
    default: 'relu',
    help: 'transformer, pair-network: of the neurons',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['relu', 'gelu', 'quadratic', 'abs', 'identity'],
  },
  {
    path: 'model.init_stream',
    type: 'choice',
    default: 'orrery',
    help: 'transformer, pair-network: whose random numbers the weights start from',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['orrery', 'torch'],
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
    path: 'optimizer.warmup_from_zero',
    type: 'boolean',
    default: false,
    help: 'warm-up starts at rate 0: the first update changes nothing',
    minimum: null,
    exclusive: false,
    maximum: null,
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
    path: 'precision',
    type: 'choice',
    default: 'float32',
    help: 'transformer, pair-network: arithmetic of the training',
    minimum: null,
    exclusive: false,
    maximum: null,
    live: false,
    choices: ['float32', 'float64'],
  },
  {
    path: 'batch',
    type: 'integer',
    default: 1024,
    help: 'examples an update; 0: all of a finite set (pairs, task.samples)',
    minimum: 0,
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
    help: 'seed of the examples, minibatches and random targets; null: seed',
    minimum: 0,
    exclusive: false,
    maximum: 4294967295,
    live: false,
    choices: [],
  },
  {
    path: 'seeds.split',
    type: 'optional-seed',
    default: null,
    help: 'seed of the split into training and test pairs; null: seed',
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
