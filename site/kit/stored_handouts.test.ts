import { readFileSync } from 'node:fs';
import { Engine, readCheckpoint } from '@orrery/engine';
import { describe, expect, it } from 'vitest';
import { openData as openAbsolute, openHundred } from '../figures/computing/model.ts';
import { tensorsOf } from '../figures/computing/network.ts';
import { openData as openCodes } from '../figures/privileged-basis/model.ts';
import { endOf, type Found } from './best_networks.ts';
import { handoutsOfStored } from './stored_handouts.ts';

const stored = (path: string): unknown => JSON.parse(readFileSync(`site/data/${path}`, 'utf8'));
const networks: [figure: string, Found, tensors: ReturnType<typeof tensorsOf>][] = [
  ...openCodes(stored('privileged-basis/run.json')).codes.map(
    (code) => ['codes', code, { W: code.W, b_final: code.b }] as (typeof networks)[0],
  ),
  ...[...openAbsolute(stored('computing/run.json')).best, ...openHundred(stored('hundred-values/networks.json'))].map(
    (best) => ['absolute', best, tensorsOf(best.network)] as (typeof networks)[0],
  ),
];

describe('what a figure hands out of a stored network', () => {
  it('is that network’s own: command, numbers, and weights that the engine takes for those of its description', async () => {
    const engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
    for (const [figure, found, tensors] of networks) {
      const handouts = handoutsOfStored(
        figure,
        found,
        endOf(found, tensors),
        () => undefined,
        () => 'link',
      );
      expect(handouts.file).toBe(`${figure}-density-${found.density}-seed-${found.seed}`);
      expect(handouts.native).toContain(
        found.spec['changes'] && (found.spec['changes'] as []).length ? `"seed":${found.seed}` : `seed=${found.seed} `,
      );
      const [name, { data }] = Object.entries(tensors)[0]!;
      expect(handouts.csv().split('\n')[1]).toBe(`${name},1,1,${data[0]}`);
      expect(handouts.json()).toMatchObject({ seed: found.seed, frame: { step: found.spec['steps'], measures: { loss: found.loss } } });
      const { spec, step, file } = readCheckpoint((await handouts.weights!.save())!);
      expect(spec.fields).toMatchObject({ seed: found.seed });
      expect(step).toBe(spec.fields['steps']);
      const run = engine.start(spec);
      const parameters = run.frame({ measures: [] }).tensors;
      run.free();
      expect(Object.fromEntries([...file.tensors].map(([key, tensor]) => [key, tensor.shape]))).toEqual(
        Object.fromEntries(Object.values(parameters).map((tensor) => [tensor.name, tensor.shape])),
      );
    }
  });
});
