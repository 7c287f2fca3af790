import { describe, expect, it } from 'vitest';
import { nativeCommand, plainSpec, specFromJson, specToJson } from '../../web/src/spec.ts';
import type { Spec } from '../../web/src/types.ts';
import { errorOf, loadEngine, spec } from './helpers.ts';

const changed = spec({ 'task.density': 0.1, 'optimizer.learning_rate': 0.003, seed: 7 }, [
  { step: 40, path: 'task.density', value: [0.1, 0.2, 0.3, 0.4, 0.5] },
]);

describe('a spec as JSON', () => {
  it('nests fields by their dots and keeps changes last', () => {
    expect(JSON.stringify(specToJson(changed))).toBe(
      '{"format":1,"task":{"density":0.1},"optimizer":{"learning_rate":0.003},"seed":7,' +
        '"changes":[{"step":40,"path":"task.density","value":[0.1,0.2,0.3,0.4,0.5]}]}',
    );
  });

  it('comes back as it was', () => {
    const { fields, changes } = specFromJson(JSON.parse(JSON.stringify(specToJson(changed))));
    expect(fields).toEqual({ format: 1, ...changed.fields });
    expect(changes).toEqual(changed.changes);
  });

  it('from the engine starts the same run', async () => {
    const engine = await loadEngine();
    const run = engine.start(changed);
    const again = engine.start(specFromJson(run.spec()));
    expect(again.spec()).toEqual(run.spec());
    run.step(60);
    again.step(60);
    expect(again.frame().tensors).toEqual(run.frame().tensors);
  });

  it('is refused where it is no spec', () => {
    expect(errorOf(() => specFromJson([1])).field).toBe('spec');
    expect(errorOf(() => specFromJson(null)).field).toBe('spec');
    expect(errorOf(() => specFromJson({ task: { density: ['a'] } }))).toMatchObject({ field: 'task.density', value: '["a"]' });
    expect(errorOf(() => specFromJson({ changes: 3 })).field).toBe('changes');
    expect(errorOf(() => specFromJson({ changes: [{ step: 1, path: 'seed', value: 2, when: 3 }] })).field).toBe('changes[0].when');
    expect(errorOf(() => specFromJson({ changes: [{ step: '1', path: 'seed', value: 2 }] })).field).toBe('changes[0].step');
    expect(errorOf(() => specToJson(spec({ task: 1, 'task.density': 0.5 }))).field).toBe('task.density');
  });

  it('leaves unknown fields to the engine, whatever they are called', async () => {
    const engine = await loadEngine();
    const hostile = specFromJson(JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(errorOf(() => engine.start(hostile)).field).toBe('__proto__.polluted');
  });
});

describe('a copy of a spec', () => {
  it('is plain and its own, even from a proxy', () => {
    const source: Spec = structuredClone(changed);
    const proxy = new Proxy(source, {});
    const copy = plainSpec(proxy);
    expect(structuredClone(copy)).toEqual(changed);
    (source.changes[0]!.value as number[])[0] = 9;
    source.fields['seed'] = 8;
    expect(copy).toEqual(changed);
  });

  it('refuses values that no field can hold', () => {
    expect(errorOf(() => plainSpec(spec({ seed: { a: 1 } as unknown as number }))).field).toBe('seed');
    expect(errorOf(() => plainSpec({} as Spec)).field).toBe('spec');
  });
});

describe('the native command', () => {
  it('sets each field, quoted for a shell where it must be', () => {
    const { command, file } = nativeCommand(
      spec({ 'task.density': [0.1, 0.2], 'optimizer.schedule': 'linear', 'seeds.data': null }),
      'five-features',
    );
    expect(file).toBeUndefined();
    expect(command).toBe(
      "orrery train --set 'task.density=[0.1,0.2]' --set optimizer.schedule=linear --set seeds.data=null --out runs/five-features",
    );
  });

  it('never lets a value out of its quotes', () => {
    const { command } = nativeCommand(spec({ 'model.output': "x'; rm -rf ~ #" }), 'a');
    expect(command).toBe(`orrery train --set 'model.output="x'\\''; rm -rf ~ #"' --out runs/a`);
  });

  it('takes a file when there are changes', () => {
    const { command, file } = nativeCommand(changed, 'five-features', 500);
    expect(command).toBe('orrery train --spec five-features.json --out runs/five-features');
    expect(file!.name).toBe('five-features.json');
    expect(specFromJson(JSON.parse(file!.text))).toEqual({
      fields: { format: 1, ...changed.fields, steps: 500 },
      changes: changed.changes,
    });
  });

  it('ends at the step that the page has reached, unless a schedule depends on the end', () => {
    expect(nativeCommand(spec({ steps: 2000 }), 'a', 700).command).toContain('--set steps=700');
    expect(nativeCommand(spec({ steps: 2000, 'optimizer.schedule': 'linear' }), 'a', 700).command).toContain('--set steps=2000');
  });
});
