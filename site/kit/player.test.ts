import type { Frame, LiveRun, RunSource } from '@orrery/engine';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Player } from './player.svelte.ts';

const frameAt = (step: number): Frame => ({ step, tensors: {}, measures: {} });

/** A run of frames at multiples of ten. */
class Stored implements RunSource {
  readonly spec = { fields: {}, changes: [] };
  readonly live: boolean = false;
  readonly first = 0;
  listeners = new Set<() => void>();
  constructor(public last: number) {}
  at = (step: number) => frameAt(Math.min(this.last, Math.floor(step / 10) * 10));
  metrics = () => ({ steps: new Float64Array(), values: new Float64Array() });
  subscribe(listener: () => void) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  grow(steps: number) {
    this.last += steps;
    for (const listener of this.listeners) listener();
  }
}

class Live extends Stored implements LiveRun {
  override readonly live = true;
  override at = (step: number) => frameAt(Math.min(this.last, Math.floor(step)));
  playing = false;
  speed = 0;
  stepsPerSecond = 42;
  play = () => void (this.playing = true);
  pause = () => void (this.playing = false);
  step = async (n = 1) => this.grow(n);
  setSpeed = (speed: number) => void (this.speed = speed);
  change = async () => {};
  runTo = async () => {};
  measure = async () => ({});
  view = async (name: string) => ({ name, shape: [0], data: new Float32Array() });
  save = async () => new Uint8Array();
  dispose = () => {};
}

/** Display frames by hand: 60 a second. */
let pending: FrameRequestCallback[] = [];
let now = 0;
const display = (frames: number) => {
  for (let k = 0; k < frames; ++k) {
    now += 1000 / 60;
    const callbacks = pending;
    pending = [];
    for (const callback of callbacks) callback(now);
  }
};

beforeEach(() => {
  pending = [];
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => pending.push(callback));
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  display(5);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the player', () => {
  it('replays a stored run at the speed asked for, and waits at its end', () => {
    const player = new Player();
    player.load(new Stored(200), 0);
    player.setSpeed(60);
    player.play();
    display(61);
    expect(player.frame?.step).toBe(60);
    expect(player.replaying).toBe(true);
    display(600);
    expect(player.frame?.step).toBe(200);
    player.dispose();
  });

  it('asks for no display frames while nothing moves', () => {
    const player = new Player();
    player.load(new Stored(100), 0);
    display(2);
    expect(pending).toHaveLength(0);
    player.play();
    display(2);
    expect(pending).toHaveLength(1);
    player.pause();
    display(2);
    expect(pending).toHaveLength(0);
    player.dispose();
  });

  it('follows a live run, also with what arrives after a pause', () => {
    const player = new Player();
    const live = new Live(5);
    player.load(live, 5);
    player.play();
    display(2);
    expect(live.playing).toBe(true);
    expect(player.rate).toBe(42);
    live.grow(7);
    display(1);
    expect(player.frame?.step).toBe(12);
    player.pause();
    expect(live.playing).toBe(false);
    display(2);
    live.grow(3);
    display(2);
    expect(player.frame?.step).toBe(15);
    player.dispose();
  });

  it('scrubs back, stays there while the run grows, and replays up to its end before training goes on', () => {
    const player = new Player();
    const live = new Live(100);
    player.load(live, 100);
    player.scrub(40);
    live.grow(20);
    display(2);
    expect(player.frame?.step).toBe(40);
    player.setSpeed(600);
    player.play();
    display(5);
    expect(live.playing).toBe(false);
    expect(player.frame?.step).toBeGreaterThan(40);
    display(20);
    expect(player.frame?.step).toBe(120);
    expect(live.playing).toBe(true);
    player.dispose();
  });

  it('steps to the next recorded moment in the past, by one update at the end', async () => {
    const player = new Player();
    player.load(new Stored(100), 0);
    player.scrub(20);
    await player.step();
    display(2);
    expect(player.frame?.step).toBe(30);
    const live = new Live(8);
    player.load(live, 8);
    await player.step();
    display(2);
    expect(live.last).toBe(9);
    expect(player.frame?.step).toBe(9);
    player.dispose();
  });

  it('stops training while it cannot be seen and goes on after', () => {
    const player = new Player();
    const live = new Live(0);
    player.load(live, 0);
    player.play();
    display(2);
    player.setVisible(false);
    display(2);
    expect(live.playing).toBe(false);
    expect(player.playing).toBe(true);
    player.setVisible(true);
    display(2);
    expect(live.playing).toBe(true);
    player.dispose();
  });

  it('gives a new run the speed that was set', () => {
    const player = new Player();
    player.setSpeed(Infinity);
    const live = new Live(0);
    player.load(live, 0);
    expect(live.speed).toBe(Infinity);
    player.dispose();
  });
});
