import type { Frame } from '@orrery/engine';
import { describe, expect, it } from 'vitest';
import { ARCHITECTURES, architectureOf, widthOf, withWidth, type Architecture } from './architectures.ts';
import { FAMILIES, firstOf, GROUP_PATTERN, nameOf, partsOf, PRODUCTS, SIZES } from './groups.ts';
import * as model from './model.ts';
import * as scales from './scales.ts';

/** The group of two, once right and sure on its training pair, otherwise as given. */
function frame(confidence: number[], answers?: number[], accuracies = [1, 0.25]): Frame {
  const tensor = (name: string, data: number[]) => ({ name, shape: [2, 2], data: Float32Array.from(data) });
  return {
    step: 1420,
    tensors: {
      confidence: tensor('confidence', confidence),
      targets: tensor('targets', [0, 1, 1, 0]),
      trained: tensor('trained', [1, 0, 0, 0]),
      ...(answers && { answers: tensor('answers', answers) }),
    },
    measures: {
      'task.elements': ['0', '1'],
      'task.classes': [0, 1],
      'accuracy.train': accuracies[0],
      'accuracy.test': accuracies[1],
      'loss.train': 0.1,
      'loss.test': null,
    },
  };
}

describe('the table of a frame', () => {
  it('says of a pair what is right, what was answered and how surely', () => {
    const live = model.tableOf(frame([0.984, -0.5, 0.25, 1], [0, 0, 1, 0]));
    expect(model.cellText(live, 0, 0)).toBe('0 · 0 = 0: right, 98\u00a0% sure, trained on');
    expect(model.cellText(live, 0, 1)).toBe('0 · 1 = 1, the network says 0: wrong, 50\u00a0% sure, never shown');
    const stored = model.tableOf(frame([1, -0.5, 0.25, 1]));
    expect(model.cellText(stored, 0, 1)).toBe('0 · 1 = 1: wrong, 50\u00a0% sure, never shown');
    expect(model.answerRows(live)[0]).toEqual(['0', '0', '× 0']);
    expect(model.answerRows(stored)[0]).toEqual(['0', '0', 'wrong']);
    expect(model.countRows(live)).toEqual([
      ['trained on', '1', '1', '98\u00a0%', '–'],
      ['never shown', '3', '2', '63\u00a0%', '50\u00a0%'],
    ]);
  });

  it('can stand in the order of its classes', () => {
    const table = { n: 4, classes: [0, 2, 1, 2] };
    const order = model.orderOf(table, 'class');
    expect(order).toEqual([0, 2, 1, 3]);
    expect(model.orderOf(table, 'number')).toEqual([0, 1, 2, 3]);
    expect(model.classEdges(table.classes, order)).toEqual([1, 2]);
    const values = Array.from({ length: 16 }, (_, pair) => pair);
    expect([...model.reordered(values, order)].slice(4, 8)).toEqual([8, 10, 9, 11]);
  });
});

describe('the stages of a run', () => {
  it.each([
    [[1, 0.1], 'memorised'],
    [[0.99, 0.6], 'grokking'],
    [[1, 0.995], 'grokked'],
    [[0.4, 0.01], 'memorising'],
  ])('accuracies %j are called %s', (accuracies, stage) => {
    expect(model.stageOf(frame([1, 1, 1, 1], undefined, accuracies as number[]))).toBe(stage);
  });

  it('are told in a sentence', () => {
    expect(model.sentence(frame([1, 1, 1, 1], undefined, [1, 0.9999]))).toBe(
      'Step 1,420, grokked: 100\u00a0% of the trained pairs are right, and 99.9\u00a0% of those never shown',
    );
  });

  it('are stretches of time', () => {
    const steps = [0, 10, 20, 30];
    const [train, test] = [
      { steps, values: [0, 1, 1, 1] },
      { steps, values: [0, 0, 0, 0.995] },
    ];
    const names = (end: number, of = test) => model.stretches(train, of, end).map(({ name, from, to }) => [name, from, to]);
    expect(names(40)).toEqual([
      ['memorising', 0, 10],
      ['memorised', 10, 30],
      ['grokked', 30, 40],
    ]);
    expect(names(40, { steps, values: [0, 0, 0, 0] })).toEqual([
      ['memorising', 0, 10],
      ['memorised', 10, 40],
    ]);
    expect(names(40, train)).toEqual([
      ['memorising', 0, 10],
      ['grokked', 10, 40],
    ]);
  });
});

describe('what can be chosen', () => {
  it('groups come back from their names', () => {
    for (const family of FAMILIES) {
      expect(partsOf(firstOf(family)).family).toBe(family);
      const [from, to] = SIZES[family] ?? [0, -1];
      for (let size = from; size <= to; ++size) expect(partsOf(nameOf(family, size))).toEqual({ family, size });
    }
    for (const name of [...FAMILIES.map(firstOf), ...PRODUCTS]) expect(name).toMatch(GROUP_PATTERN);
    for (const bad of ['', 'c5', 'C', 'C5x', '<b>', 'C5 ']) expect(bad).not.toMatch(GROUP_PATTERN);
  });

  it('architectures come back from their fields, and widths go to the fields that they mean', () => {
    for (const [name, fields] of Object.entries(ARCHITECTURES)) {
      const whole = { 'model.kind': 'pair-network', 'model.architecture': 'mlp', ...fields };
      expect(architectureOf(whole)).toBe(name as Architecture);
      expect(widthOf({ ...whole, ...withWidth(whole, 48) })).toBe(48);
    }
    expect(withWidth(ARCHITECTURES.transformer, 32)).toEqual({ 'model.d_model': 32, 'model.d_mlp': 128 });
  });

  it('time grows in leaps of 1, 2 and 5', () => {
    expect([0, 999, 1001, 2001, 5001, 10_001].map(scales.timeEnd)).toEqual([1000, 1000, 2000, 5000, 10_000, 20_000]);
    expect(model.landmarkRows([0, 1, 2, 3, 4, 5, 6, 9, 12, 30])).toEqual([0, 1, 2, 5, 8, 9]);
  });
});
