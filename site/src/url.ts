/**
 * A figure's whole state as text behind the `#` of the page's address:
 *
 *   #v=1&task.density=0.05&seed=3&change=620:task.density:0.2&step=1420
 *
 * Keys are the run description's own paths, as `orrery train --set` takes them; what equals the figure's start is left
 * out. `change` may stand many times, in order of its step. A reader of an old address migrates it by `v`; unknown keys
 * and values out of range are refused by name, so that a link never shows something else than it says.
 *
 * On a page of several figures each key has its figure's name before it, `phases/task.density=0.1`: splitAddress and
 * joinAddress go between the page's text and one text a figure.
 */
import type { Change } from '@orrery/engine';

export const URL_VERSION = 1;

/** What a reader sets a field to. */
export type Setting = number | string;

/** One field that an address may set: its path, what it takes and the value where the figure starts. */
export type UrlField = NumberField | ChoiceField | TextField;

export interface NumberField {
  path: string;
  type: 'number' | 'integer';
  minimum: number;
  /** The minimum itself is excluded. */
  exclusive?: boolean;
  maximum: number;
  start: number;
  /** May change while a run goes on. */
  live?: boolean;
}

export interface ChoiceField {
  path: string;
  type: 'choice';
  choices: readonly string[];
  start: string;
  live?: boolean;
}

/** A name of which there are too many to list; whether it means something, the engine says. */
export interface TextField {
  path: string;
  type: 'text';
  pattern: RegExp;
  /** What the pattern asks for, in words. */
  expected: string;
  start: string;
  live?: boolean;
}

export type Settings = Record<string, Setting>;

export interface FigureState {
  /** Every field's value at step 0, by path. */
  fields: Settings;
  changes: Change[];
  /** The step to show; null when the run goes on by itself. */
  step: number | null;
}

export type Decoded = { state: FigureState } | { error: string };

export function startState(fields: readonly UrlField[]): FigureState {
  return { fields: Object.fromEntries(fields.map((f) => [f.path, f.start])), changes: [], step: null };
}

/** The text behind `#`, without it; empty for the figure's start. */
export function encodeState(state: FigureState, fields: readonly UrlField[]): string {
  const parts = fields.filter((f) => state.fields[f.path] !== f.start).map((f) => `${f.path}=${state.fields[f.path]}`);
  for (const { step, path, value } of withoutOverridden(state.changes)) parts.push(`change=${step}:${path}:${value}`);
  if (state.step !== null) parts.push(`step=${state.step}`);
  return parts.length ? [`v=${URL_VERSION}`, ...parts].join('&') : '';
}

/** Of several changes of one field on one step only the last counts. */
export function withoutOverridden(changes: readonly Change[]): Change[] {
  return changes.filter((change, i) => !changes.slice(i + 1).some((later) => later.step === change.step && later.path === change.path));
}

type Parsed<T> = { value: T } | { error: string };

function settingFor(field: UrlField, text: string): Parsed<Setting> {
  if (field.type === 'text') {
    return field.pattern.test(text) ? { value: text } : { error: `${field.path} is “${text}”; expected ${field.expected}.` };
  }
  if (field.type !== 'choice') return numberFor(field, text);
  if (field.choices.includes(text)) return { value: text };
  return { error: `${field.path} is “${text}”; expected one of ${field.choices.join(', ')}.` };
}

function numberFor(field: NumberField, text: string): Parsed<number> {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  const kind = field.type === 'integer' ? 'a whole number' : 'a number';
  const range = `${kind} ${field.exclusive ? 'above' : 'from'} ${field.minimum} ${field.exclusive ? 'and at most' : 'to'} ${field.maximum}`;
  const fits =
    Number.isFinite(value) &&
    value <= field.maximum &&
    (field.exclusive ? value > field.minimum : value >= field.minimum) &&
    (field.type !== 'integer' || Number.isInteger(value));
  return fits ? { value } : { error: `${field.path} is “${text}”; expected ${range}.` };
}

const STEP: NumberField = { path: 'step', type: 'integer', minimum: 0, maximum: 1e9, start: 0 };

/** Reads what `encodeState` wrote, with or without the `#`. The error is one line for the reader. */
export function decodeState(hash: string, fields: readonly UrlField[]): Decoded {
  const state = startState(fields);
  const text = hash.replace(/^#/, '');
  if (text === '') return { state };
  let version: number | undefined;
  for (const part of text.split('&')) {
    const at = part.indexOf('=');
    let key: string, value: string;
    try {
      key = decodeURIComponent(at < 0 ? part : part.slice(0, at));
      value = decodeURIComponent(at < 0 ? '' : part.slice(at + 1));
    } catch {
      return { error: `“${part}” is not a piece of an address.` };
    }
    if (key === 'v') {
      version = Number(value);
      if (version !== URL_VERSION) return { error: `This address has version “${value}”; this page reads version ${URL_VERSION}.` };
      continue;
    }
    if (key === 'step') {
      const step = numberFor(STEP, value);
      if ('error' in step) return step;
      state.step = step.value;
      continue;
    }
    if (key === 'change') {
      const [step = '', path = '', to = ''] = value.split(':');
      const field = fields.find((f) => f.path === path && f.live);
      if (!field) return { error: `change names “${path}”, which can’t change while a run goes on.` };
      const [atStep, newValue] = [numberFor(STEP, step), settingFor(field, to)];
      if ('error' in atStep) return atStep;
      if ('error' in newValue) return newValue;
      if (atStep.value < (state.changes.at(-1)?.step ?? 0))
        return { error: `changes must stand in the order of their steps; “${value}” does not.` };
      state.changes.push({ step: atStep.value, path, value: newValue.value });
      continue;
    }
    const field = fields.find((f) => f.path === key);
    if (!field) return { error: `“${key}” is not something this figure can set.` };
    const parsed = settingFor(field, value);
    if ('error' in parsed) return parsed;
    state.fields[key] = parsed.value;
  }
  if (version === undefined) return { error: `An address needs its version: v=${URL_VERSION}.` };
  return { state };
}

/**
 * The page's text behind `#` as one text a figure, by name. A piece without a name, or with one that no figure of the page
 * has, goes whole to the first figure, which takes it or says why not; a page's only figure may have the empty name.
 */
export function splitAddress(hash: string, names: readonly string[]): Map<string, string> {
  const pieces = hash.replace(/^#/, '').split('&').filter(Boolean);
  const version = pieces.filter((piece) => /^v=/.test(piece));
  const texts = new Map<string, string[]>();
  for (const piece of pieces) {
    if (/^v=/.test(piece)) continue;
    const slash = piece.search(/\/|%2F/i);
    const equals = piece.indexOf('=');
    const named = slash >= 0 && (equals < 0 || slash < equals) ? piece.slice(0, slash) : '';
    const own = named !== '' && names.includes(named);
    const name = own ? named : names[0]!;
    texts.set(name, [...(texts.get(name) ?? []), own ? piece.slice(slash).replace(/^(\/|%2F)/i, '') : piece]);
  }
  if (version.length && texts.size === 0) texts.set(names[0]!, []);
  return new Map([...texts].map(([name, parts]) => [name, [...version, ...parts].join('&')]));
}

/** The reverse of splitAddress, in the order given; empty where every figure stands at its start. */
export function joinAddress(texts: ReadonlyMap<string, string>): string {
  const pieces = [...texts].flatMap(([name, text]) =>
    text
      .split('&')
      .filter((piece) => piece && !/^v=/.test(piece))
      .map((piece) => (name ? `${name}/${piece}` : piece)),
  );
  return pieces.length ? [`v=${URL_VERSION}`, ...pieces].join('&') : '';
}
