// The group paper's network on pairs in TensorFlow.js on its wasm backend.
import type * as Core from '@tensorflow/tfjs-core';
import type { Network } from './timing.ts';

declare const tf: typeof Core;

/**
 * Steps over all training pairs: forward, backward, Adam. Embeddings are looked up by a product with one-hot rows, since the
 * backend has no gradient of a gather; that is a tenth of the work. There is no AdamW, so that it is spared the weight decay.
 * Targets are sums modulo the number of elements, whatever the group.
 */
export function tensorflowNetworkSteps({ spec, elements: n, training_pairs: count }: Network): (steps: number) => void {
  const { embedding: d, hidden } = spec.model;
  const pairs = Array.from(tf.util.createShuffledIndices(n * n)).slice(0, count);
  const oneHot = (of: (pair: number) => number): Core.Tensor2D => {
    const indices = tf.tensor1d(pairs.map(of), 'int32');
    return tf.cast(tf.oneHot(indices, n), 'float32') as Core.Tensor2D;
  };
  const a = oneHot((pair) => Math.floor(pair / n));
  const b = oneHot((pair) => pair % n);
  const target = oneHot((pair) => (Math.floor(pair / n) + (pair % n)) % n);
  const normal = (rows: number, columns: number, root: number): Core.Variable<Core.Rank.R2> =>
    tf.variable(tf.randomNormal([rows, columns], 0, 1 / Math.sqrt(root)) as Core.Tensor2D);
  const [W_x, W_y] = [normal(n, d, d), normal(n, d, d)];
  const [W, W_U] = [normal(2 * d, hidden, 2 * d), normal(hidden, n, hidden)];
  const optimizer = tf.train.adam(1e-3, 0.9, 0.98);

  const loss = (): Core.Scalar => {
    const x = tf.concat([tf.matMul(a, W_x), tf.matMul(b, W_y)], 1);
    const logits = tf.matMul(tf.relu(tf.matMul(x, W)), W_U);
    return tf.losses.softmaxCrossEntropy(target, logits) as Core.Scalar;
  };
  return (steps) => {
    for (; steps > 0; --steps) optimizer.minimize(loss, false, [W_x, W_y, W, W_U]);
  };
}
