import { describe, expect, it } from 'vitest';
import type { EngineRun } from '../../web/src/engine.ts';
import { Recorder } from '../../web/src/recorder.ts';

/** A run whose frames take so many milliseconds of a clock that only they move. */
function recording(costs: (step: number) => number) {
  let [now, step] = [0, 0];
  const run = {
    spec: () => ({ task: { features: 5 } }),
    get stepsDone() {
      return step;
    },
    frame() {
      now += costs(step);
      return { step, tensors: {}, measures: {} };
    },
  } as unknown as EngineRun;
  const recorder = new Recorder(run, {}, () => now);
  return {
    recorder,
    /** Trains for so long, then records if that is affordable. */
    turn(milliseconds: number, wanted = () => recorder.affordable): boolean {
      step++;
      recorder.spent(milliseconds);
      const can = wanted();
      if (can) recorder.record();
      return can;
    },
    /** Whether the session would record the step that it has come to. */
    wanted: () => recorder.wants(step),
  };
}

describe('the recorder', () => {
  it('keeps frames to their share of the time', () => {
    const { turn } = recording(() => 1);
    const taken = Array.from({ length: 2000 }, () => turn(1)).slice(500);
    const share = taken.filter(Boolean).length / taken.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3); // 1 of 1 + 4 milliseconds
  });

  it('keeps four steps a doubling whatever frames cost', () => {
    const { recorder, turn, wanted } = recording(() => 200);
    for (let i = 0; i < 1000; ++i) turn(1, wanted);
    const steps = recorder.take().map(({ step }) => step);
    const landmarks = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128];
    expect(steps.filter((step) => step <= 128)).toEqual(landmarks);
    expect(steps.length).toBeLessThan(40);
  });

  it('is not in debt for an interruption', () => {
    const { turn } = recording((step) => (step % 50 === 0 ? 400 : 0.1));
    const taken = Array.from({ length: 1000 }, () => turn(1));
    expect(taken.filter((can) => !can)).toEqual([]);
  });

  it('follows when frames come to cost more', () => {
    const { turn } = recording((step) => (step < 500 ? 0.1 : 5));
    const taken = Array.from({ length: 3000 }, () => turn(1)).slice(1500);
    expect(taken.filter(Boolean).length / taken.length).toBeLessThan(0.1); // 5 of 5 + 20
  });
});
