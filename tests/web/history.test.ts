import { describe, expect, it } from 'vitest';
import { History, Metrics } from '../../web/src/history.ts';
import { nextRecorded } from '../../web/src/recorder.ts';
import type { Frame } from '../../web/src/types.ts';

function frame(step: number, loss: number | null = step, floats = 10): Frame {
  const W = { name: 'W', shape: [floats], data: new Float32Array(floats).fill(step) };
  return { step, tensors: { W }, measures: { loss, name: 'pentagon' } };
}

describe('frames', () => {
  it('are found at or before a step', () => {
    const history = new History();
    for (const step of [0, 3, 10, 40]) history.add(frame(step));
    const at = (step: number) => history.at(step).step;
    expect([-5, 0, 2, 3, 9, 10, 39, 40, 1e9, NaN].map(at)).toEqual([0, 0, 0, 3, 3, 10, 10, 40, 40, 0]);
    expect([history.first, history.last]).toEqual([0, 40]);
  });

  it('are refused before there are any', () => {
    expect(() => new History().at(0)).toThrow(RangeError);
  });

  it('keep to their bytes and stay spread over the run, the first and the newest always there', () => {
    const bytes = 100_000;
    const history = new History(bytes);
    for (let step = 0; step <= 5000; ++step) {
      history.add(frame(step, step, 100));
      expect(history.at(step).step).toBe(step);
      expect(history.at(0).step).toBe(0);
      expect(history.length * 400).toBeLessThanOrEqual(bytes);
    }
    expect(history.length).toBeGreaterThan(40);
    // No hole is larger than twice what an even spread would leave.
    const even = 5000 / (history.length - 1);
    for (let step = 0; step <= 5000; step += 50) expect(step - history.at(step).step).toBeLessThanOrEqual(2 * even);
  });

  it('keep the newest even if it alone is too large', () => {
    const history = new History(10);
    for (const step of [0, 1, 2, 3]) history.add(frame(step, step, 1000));
    expect([history.first, history.last, history.length]).toEqual([0, 3, 2]);
  });

  it('replace the newest of the same step, and never go back', () => {
    const history = new History();
    history.add(frame(0));
    history.add(frame(5, 1));
    history.add(frame(5, 2));
    expect(history.length).toBe(2);
    expect(history.at(5).measures['loss']).toBe(2);
    expect(() => history.add(frame(4))).toThrow(RangeError);
  });
});

describe('metrics', () => {
  it('are columns over steps, undefined ones NaN', () => {
    const metrics = new Metrics();
    metrics.add(frame(0, 4));
    metrics.add(frame(1, null));
    metrics.add({ step: 2, tensors: {}, measures: { loss: 3, later: 7 } });
    expect([...metrics.series('loss').steps]).toEqual([0, 1, 2]);
    expect([...metrics.series('loss').values]).toEqual([4, NaN, 3]);
    expect([...metrics.series('later').values]).toEqual([NaN, NaN, 7]);
    expect(metrics.series('name').steps.length).toBe(0);
  });

  it('thin themselves, and leave what was given out as it was', () => {
    const metrics = new Metrics(1000);
    for (let step = 0; step < 1000; ++step) metrics.add(frame(step));
    const before = metrics.series('loss');
    for (let step = 1000; step < 5000; ++step) metrics.add(frame(step));
    expect([...before.values]).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    const { steps, values } = metrics.series('loss');
    expect(values).toEqual(steps);
    expect(steps.length).toBeLessThanOrEqual(1000);
    expect(steps.length).toBeGreaterThanOrEqual(500);
    expect([steps[0], steps.at(-1)]).toEqual([0, 4999]);
    for (let i = 1; i < steps.length; ++i) expect(steps[i]! - steps[i - 1]!).toBeLessThanOrEqual(16);
  });
});

describe('the steps that are recorded', () => {
  it('are all of the young run and 128 to 256 a doubling later', () => {
    const steps = [0];
    while (steps.at(-1)! < 1e6) steps.push(nextRecorded(steps.at(-1)!));
    expect(steps.slice(0, 255)).toEqual(Array.from({ length: 255 }, (_, i) => i));
    for (let low = 256; low < 5e5; low *= 2) {
      const count = steps.filter((step) => step >= low && step < 2 * low).length;
      expect(count).toBeGreaterThanOrEqual(128);
      expect(count).toBeLessThanOrEqual(256);
    }
  });
});
