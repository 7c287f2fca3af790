// The toy models' engine: the whole one's numbers, without its networks on pairs.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../web/src/engine.ts';
import { errorOf, loadEngine, quick, root, spec, wasm } from './helpers.ts';

const toysWasm = readFileSync(`${root}build/wasm/orrery-toys.wasm`);

describe('the engine of toy models', () => {
  it('trains them to the same bits', async () => {
    const [whole, toys] = await Promise.all([loadEngine(), Engine.load(toysWasm)]);
    const states = [whole, toys].map((engine) => {
      const run = engine.start(quick);
      run.step(50);
      return run.state().map(({ name, data }) => [name, [...data]]);
    });
    expect(states[1]).toEqual(states[0]);
  });

  it('refuses networks on pairs by name', async () => {
    const toys = await Engine.load(toysWasm);
    const error = errorOf(() => toys.start(spec({ 'task.kind': 'pairs', 'task.group': 'C7', 'model.kind': 'pair-network' })));
    expect(error).toMatchObject({ field: 'task.kind', value: 'pairs' });
  });

  it('is what a first load can carry', () => {
    expect(gzipSync(toysWasm, { level: 9 }).length).toBeLessThan(0.65 * gzipSync(wasm, { level: 9 }).length);
  });
});
