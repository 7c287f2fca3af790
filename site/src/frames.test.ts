import { expect, it, vi } from 'vitest';
import { onFrames } from './frames.ts';

it('frames never go back in time, and count a tenth of a second at most', () => {
  let turn: FrameRequestCallback = () => {};
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => {
    turn = callback;
    return 1;
  });
  vi.spyOn(performance, 'now').mockReturnValue(1000);
  const elapsed: number[] = [];
  const stop = onFrames((_, seconds) => elapsed.push(seconds));
  for (const now of [992, 1008, 5000]) turn(now); // the first began before it was asked for
  stop();
  expect(elapsed).toEqual([0, 0.016, 0.1]);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});
