import { readFileSync } from 'node:fs';
import { Engine } from '@orrery/engine';
import { describe, expect, it } from 'vitest';
import { bestBias, both, ignoredLoss, lineLoss, minima, otherAlone, outputLoss, ownAlone, roll, slide } from './exact_pair.ts';

/** The same by the midpoint rule. */
const N = 600;
const middle = (f: (x: number) => number) => Array.from({ length: N }, (_, k) => f((k + 0.5) / N) / N).reduce((a, b) => a + b, 0);
const relu = (z: number) => Math.max(0, z);

describe('the exact loss of two features', () => {
  it.each([
    [1, -1, 0],
    [0.9, 0.4, -0.2],
    [1.2, -0.3, 0.1],
    [0.02, 0.7, -0.1],
    [0.6, 0.01, 0.05],
    [0.03, 0.02, 0.3],
    [0, 0, 0.25],
    [1.4, -1.2, -0.3],
  ])('is the integral, at a = %d, c = %d, b = %d', (a, c, b) => {
    expect(ownAlone(a, b)).toBeCloseTo(
      middle((x) => (x - relu(a * x + b)) ** 2),
      5,
    );
    expect(otherAlone(c, b)).toBeCloseTo(
      middle((x) => relu(c * x + b) ** 2),
      5,
    );
    expect(both(a, c, b)).toBeCloseTo(
      middle((x) => middle((y) => (x - relu(a * x + c * y + b)) ** 2)),
      4,
    );
  });

  it('is what theory says of pairs and of what is left out', () => {
    for (const p of [0.05, 0.3, 1]) {
      expect(outputLoss(1, -1, 0, p) * 2).toBeCloseTo((p * p) / 3, 12);
      expect(outputLoss(0, 0, p / 2, p)).toBeCloseTo(ignoredLoss(p), 12);
      expect(bestBias(0, 0, p)).toMatchObject({ bias: expect.closeTo(p / 2, 3), loss: expect.closeTo(ignoredLoss(p), 7) });
    }
  });

  it('is what the engine measures', async () => {
    const engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
    const run = engine.start({
      fields: {
        'task.features': 2,
        'model.hidden': 1,
        'task.density': 0.2,
        'task.importance': [1, 0.4],
        batch: 64,
        'optimizer.learning_rate': 0.01,
      },
      changes: [],
    });
    for (const steps of [0, 50, 400]) {
      run.step(steps);
      const { tensors, measures } = run.frame({ measures: ['superposition.exact_loss'] });
      const [w1, w2] = [...tensors['W']!.data] as [number, number];
      const [b1, b2] = [...tensors['b_final']!.data] as [number, number];
      const ours = outputLoss(w1 * w1, w1 * w2, b1, 0.2) + 0.4 * outputLoss(w2 * w2, w1 * w2, b2, 0.2);
      expect(ours).toBeCloseTo(measures['superposition.exact_loss'] as number, 5);
    }
    run.free();
  });
});

describe('its minima', () => {
  it.each([
    // density, loss, |w| of the optimum at equal importance, by an independent minimisation of the same loss
    [0.5, 0.07628, 0.969],
    [0.3, 0.02931, 1.01],
    [0.1, 0.003319, 1.006],
    [0.7, 0.1081, 0.759],
  ])('at p = %d and equal importance are an antipodal pair', (p, loss, length) => {
    const [best] = minima(p, 1);
    expect(best!.loss).toBeCloseTo(loss, 4);
    expect(Math.abs(best!.w1)).toBeCloseTo(length, 2);
    expect(best!.w2).toBeCloseTo(-best!.w1, 2);
  });

  it('swap where the extra feature becomes important enough', () => {
    // The critical importance at p = .2 is .1138 (weights and biases free); with unit weights 2p / (4 - 5p) = .1333.
    expect(Math.abs(minima(0.2, 0.105)[0]!.w2)).toBeLessThan(0.1);
    expect(Math.abs(minima(0.2, 0.125)[0]!.w2)).toBeGreaterThan(0.5);
    const both = minima(0.2, 0.115);
    expect(both.length).toBeGreaterThanOrEqual(2);
    expect(both[1]!.loss / both[0]!.loss).toBeLessThan(1.1);
  });

  it('are where a ball comes to rest, from a ridge too', () => {
    // Where the extra feature was left out at density 1, and a little beside.
    for (const w1 of [0.99, 1, 1.0006, 1.01])
      for (const w2 of [-0.003, 0, 0.0004, 0.002]) {
        let ball = { w1, w2 };
        for (let k = 0; k < 60; ++k) ball = roll(ball, 0.0158, 1);
        expect(Math.abs(ball.w2)).toBeGreaterThan(0.2);
        expect(roll(ball, 0.0158, 1)).toEqual(ball);
      }
  });

  it('hold who is in their valley', () => {
    const end = slide({ w1: 0.9, w2: 0.02 }, 0.2, 0.2);
    expect(end.loss).toBeLessThanOrEqual(lineLoss(0.9, 0.02, 0.2, 0.2));
    expect(end.loss).toBeCloseTo(slide(end, 0.2, 0.2).loss, 6);
  });
});
