// The same work in TensorFlow.js on its wasm backend: SIMD, and threads where the page is isolated.
// Gradients are not in the bundles; they go into a registry that all copies of the core share.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type * as Core from '@tensorflow/tfjs-core';
import type * as Wasm from '@tensorflow/tfjs-backend-wasm';
import type { Case } from './timing.ts';

// The packages' own bundles, as scripts of the page (bench/run.mjs): another bundler breaks the text from which their
// threads start.
declare const tf: typeof Core & { wasm: typeof Wasm };

export async function startTensorflow(): Promise<{ version: string; backend: string; threads: number; simd: boolean }> {
  tf.wasm.setWasmPaths(new URL('.', location.href).href);
  await tf.setBackend('wasm');
  await tf.ready();
  return {
    version: tf.version_core,
    backend: tf.getBackend(),
    threads: tf.wasm.getThreadsCount(),
    simd: (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) as boolean,
  };
}

/**
 * Steps of all instances together: draw, forward, backward, Adam. There is no AdamW, so that it is spared the weight decay.
 * Batches are drawn by TensorFlow.js, as its programs do, or, `spared`, by Math.random, which is faster.
 */
export function tensorflowSteps(
  { features: n, hidden: m, batch: B, density: p, instances }: Case,
  spared: boolean,
): (steps: number) => void {
  const deviation = Math.sqrt(2 / (n + m));
  const W = tf.variable(tf.randomNormal([instances, m, n], 0, deviation));
  const b = tf.variable(tf.zeros([instances, 1, n]));
  const importance = tf.tensor1d(Array.from({ length: n }, (_, i) => 0.9 ** i));
  const optimizer = tf.train.adam(1e-3);
  const values = new Float32Array(instances * B * n);

  const drawSpared = (): Core.Tensor3D => {
    for (let i = 0; i < values.length; ++i) {
      const u = Math.random();
      values[i] = u < p ? u / p : 0;
    }
    return tf.tensor3d(values, [instances, B, n]);
  };
  const draw = (): Core.Tensor3D => {
    const u = tf.randomUniform([instances, B, n]) as Core.Tensor3D;
    return tf.where(tf.less(u, p), tf.div(u, p), tf.zerosLike(u));
  };
  const loss = (): Core.Scalar => {
    const x = spared ? drawSpared() : draw();
    const hidden = tf.matMul(x, W as unknown as Core.Tensor3D, false, true);
    const output = tf.relu(tf.add(tf.matMul(hidden, W as unknown as Core.Tensor3D), b));
    const errors = tf.mul(importance, tf.square(tf.sub(x, output)));
    return tf.div(tf.sum(errors), B);
  };
  return (steps) => {
    for (; steps > 0; --steps) optimizer.minimize(loss, false, [W, b]);
  };
}
