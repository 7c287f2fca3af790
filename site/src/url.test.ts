import { describe, expect, it } from 'vitest';
import { PLAN } from '../figures/five-features/model.ts';
import {
  decodeState,
  encodeState,
  joinAddress,
  splitAddress,
  startState,
  withoutOverridden,
  type FigureState,
  type NumberField,
  type UrlField,
} from './url.ts';

const OUTPUT: UrlField = { path: 'model.output', type: 'choice', choices: ['relu', 'linear'], start: 'relu' };
const GROUP: UrlField = { path: 'task.group', type: 'text', pattern: /^[A-Z]\w*$/, expected: 'the name of a group', start: 'C59' };
const FIELDS = [...PLAN.fields, OUTPUT, GROUP];

const state = (over: Partial<FigureState> = {}): FigureState => ({ ...startState(FIELDS), ...over });
const error = (hash: string) => {
  const decoded = decodeState(hash, FIELDS);
  return 'error' in decoded ? decoded.error : undefined;
};

describe('the address', () => {
  it('is empty for the start', () => {
    expect(encodeState(state(), FIELDS)).toBe('');
    expect(decodeState('', FIELDS)).toEqual({ state: state() });
    expect(decodeState('#', FIELDS)).toEqual({ state: state() });
  });

  it('comes back as it went, for a thousand states', () => {
    let random = 1;
    const next = () => (random = (random * 48271) % 2147483647) / 2147483647;
    for (let k = 0; k < 1000; ++k) {
      const fields = Object.fromEntries(
        FIELDS.map((f) => {
          if (f.type === 'text') return [f.path, `D${Math.floor(next() * 99)}`];
          if (f.type === 'choice') return [f.path, f.choices[Math.floor(next() * f.choices.length)]!];
          const value = f.minimum + next() * (f.maximum - f.minimum);
          return [f.path, f.type === 'integer' ? Math.floor(value) : value];
        }),
      );
      const live = FIELDS.filter((f) => f.live);
      const changes = Array.from({ length: Math.floor(next() * 4) }, (_, i) => {
        const field = live[Math.floor(next() * live.length)] as NumberField;
        return {
          step: 100 * i + Math.floor(next() * 100),
          path: field.path,
          value: field.minimum + next() * (field.maximum - field.minimum),
        };
      });
      const there = state({ fields, changes, step: next() < 0.5 ? null : Math.floor(next() * 1e6) });
      expect(decodeState(`#${encodeState(there, FIELDS)}`, FIELDS)).toEqual({ state: there });
    }
  });

  it('survives a browser that escapes it', () => {
    const there = state({ changes: [{ step: 620, path: 'task.density', value: 0.2 }], step: 900 });
    expect(decodeState(`#${encodeURI(encodeState(there, FIELDS)).replaceAll(':', '%3A')}`, FIELDS)).toEqual({ state: there });
  });

  it('writes only the last of several changes on one step', () => {
    const changes = [
      { step: 5, path: 'task.density', value: 0.3 },
      { step: 5, path: 'task.importance_decay', value: 0.8 },
      { step: 5, path: 'task.density', value: 0.2 },
    ];
    expect(withoutOverridden(changes)).toEqual(changes.slice(1));
    expect(encodeState(state({ changes }), FIELDS)).toBe('v=1&change=5:task.importance_decay:0.8&change=5:task.density:0.2');
  });

  it.each([
    ['#v=1&colour=red', 'colour'],
    ['#v=2&seed=1', '2'],
    ['#seed=1', 'v=1'],
    ['#v=1&task.density=2', 'task.density'],
    ['#v=1&task.density=0x10', 'task.density'],
    ['#v=1&task.density=', 'task.density'],
    ['#v=1&task.density=NaN', 'task.density'],
    ['#v=1&task.features=5.5', 'whole number'],
    ['#v=1&task.features=9', 'to 8'],
    ['#v=1&model.output=tanh', 'relu, linear'],
    ['#v=1&seed=-1', 'seed'],
    ['#v=1&step=-1', 'step'],
    ['#v=1&step=1e99', 'step'],
    ['#v=1&change=5:task.features:4', 'task.features'],
    ['#v=1&change=5:task.density:7', 'task.density'],
    ['#v=1&change=9:task.density:0.1&change=5:task.density:0.2', 'order'],
    ['#v=1&change=', 'change'],
    ['#v=1&seed=%E0%A4%A', 'address'],
  ])('refuses %s and says why', (hash, reason) => {
    expect(error(hash)).toContain(reason);
  });
});

describe('the address of a page with several figures', () => {
  const names = ['arrows', 'phases'];

  it('is one text a figure, and comes back in any order', () => {
    const texts = splitAddress('#v=1&phases/task.density=0.1&arrows/seed=3&phases/step=5', names);
    expect(texts).toEqual(
      new Map([
        ['phases', 'v=1&task.density=0.1&step=5'],
        ['arrows', 'v=1&seed=3'],
      ]),
    );
    expect(joinAddress(texts)).toBe('v=1&phases/task.density=0.1&phases/step=5&arrows/seed=3');
    expect(splitAddress('#v=1&phases%2Fseed=3', names)).toEqual(new Map([['phases', 'v=1&seed=3']]));
  });

  it('is empty at the start, and without names on a page with one figure', () => {
    expect(splitAddress('', names)).toEqual(new Map());
    expect(
      joinAddress(
        new Map([
          ['arrows', ''],
          ['phases', ''],
        ]),
      ),
    ).toBe('');
    expect(splitAddress('#v=1&seed=3', [''])).toEqual(new Map([['', 'v=1&seed=3']]));
    expect(joinAddress(new Map([['', 'v=1&seed=3']]))).toBe('v=1&seed=3');
  });

  it('gives what no figure of the page has to the first, which says so', () => {
    const [text] = splitAddress('#v=1&orbits/seed=3', names).values();
    expect(decodeState(text!, FIELDS)).toEqual({ error: expect.stringContaining('orbits/seed') });
    expect(splitAddress('#v=9', names)).toEqual(new Map([['arrows', 'v=9']]));
    expect(splitAddress('#seed=3', names)).toEqual(new Map([['arrows', 'seed=3']]));
  });
});
