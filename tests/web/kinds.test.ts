// The engines of one kind of run: the whole one's numbers, without the other kind.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../web/src/engine.ts';
import { sharedPool } from '../../web/src/pool.ts';
import type { Spec } from '../../web/src/types.ts';
import { errorOf, loadEngine, quick, root, spec, wasm } from './helpers.ts';

const onPairs = spec({
  'task.kind': 'pairs',
  'task.group': 'C7',
  'task.train_fraction': 0.5,
  'model.kind': 'pair-network',
  'model.hidden': 16,
  'model.embedding': 8,
  batch: 0,
});

const packed = (file: Uint8Array) => gzipSync(file, { level: 9 }).length;

describe.each<[string, Spec, Spec, string]>([
  ['orrery-toys.wasm', quick, onPairs, 'pairs'],
  ['orrery-pairs.wasm', onPairs, quick, 'sparse-features'],
])('%s', (name, own, other, refused) => {
  const file = readFileSync(`${root}build/wasm/${name}`);

  it('trains its kind to the same bits', async () => {
    const [whole, engine] = await Promise.all([loadEngine(), Engine.load(file)]);
    const states = [whole, engine].map((loaded) => {
      const run = loaded.start(own);
      run.step(50);
      return run.state().map(({ name, data }) => [name, [...data]]);
    });
    expect(states[1]).toEqual(states[0]);
  });

  it('refuses the other kind by name', async () => {
    const engine = await Engine.load(file);
    const error = errorOf(() => engine.start(other));
    expect(error).toMatchObject({ field: 'task.kind', value: refused });
  });

  it('is much smaller than the whole engine', () => {
    expect(packed(file)).toBeLessThan(0.7 * packed(wasm));
  });
});

describe('the engine of toy models', () => {
  it('leaves sparse autoencoders to one of their own', async () => {
    const engine = await Engine.load(readFileSync(`${root}build/wasm/orrery-toys.wasm`));
    const dictionary = spec({ 'model.kind': 'sparse-autoencoder', batch: 64 });
    expect(errorOf(() => engine.start(dictionary))).toMatchObject({ field: 'model.kind', value: 'sparse-autoencoder' });
    const file = readFileSync(`${root}build/wasm/orrery-autoencoders.wasm`);
    const autoencoders = await Engine.load(file);
    expect(packed(file)).toBeLessThan(0.7 * packed(wasm));
    expect(errorOf(() => autoencoders.start(onPairs))).toMatchObject({ field: 'task.kind', value: 'pairs' });
    expect(autoencoders.start(dictionary).measure('dictionary.alive')).toEqual({ 'dictionary.alive': Array(10).fill(1) });
  });
});

describe("the page's pools", () => {
  it("have the whole engine for what the toys' leaves out", () => {
    const finite = spec({ 'task.samples': 5, batch: 0 });
    expect(sharedPool(quick)).toBe(sharedPool(quick, quick));
    expect(sharedPool(finite)).not.toBe(sharedPool(quick));
    expect(sharedPool(finite)).toBe(sharedPool(spec({ 'model.kind': 'sparse-autoencoder' })));
  });
});

describe('the engine of networks on pairs', () => {
  it('leaves networks of two layers to the whole one', async () => {
    const engine = await Engine.load(readFileSync(`${root}build/wasm/orrery-pairs.wasm`));
    const [oneLayer, twoLayers] = ['alpha', 'beta'].map((architecture) => spec({ ...onPairs.fields, 'model.architecture': architecture }));
    expect(engine.start(oneLayer!).measure('loss.train')['loss.train']).toBeGreaterThan(0);
    expect(errorOf(() => engine.start(twoLayers!)).field).toBe('model');
    expect(
      errorOf(() =>
        engine.start(spec({ 'task.kind': 'pairs', 'task.group': 'C7', 'model.kind': 'transformer', 'model.layers': 2, batch: 0 })),
      ).field,
    ).toBe('model');
    expect((await loadEngine()).start(twoLayers!).measure('loss.train')['loss.train']).toBeGreaterThan(0);
  });

  it('leaves training in double to the native program', async () => {
    const engine = await Engine.load(readFileSync(`${root}build/wasm/orrery-pairs.wasm`));
    const error = errorOf(() => engine.start(spec({ ...onPairs.fields, precision: 'float64' })));
    expect(error).toMatchObject({ field: 'precision', value: 'float64' });
  });
});
