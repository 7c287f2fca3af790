// The sparse Spec and its other forms: JSON as the program writes it, literals for the engine, a command line.
import { EngineError } from './engine_error.ts';
import { SPEC_FORMAT } from './run_spec.generated.ts';
import type { Change, FieldValue, FrameContent, Spec } from './types.ts';

/** A spec as JSON: fields nested by the dots of their paths, changes last. */
export type SpecJson = { [key: string]: unknown };

function describe(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return (JSON.stringify(value) ?? String(value)).slice(0, 200);
}

function fieldValue(path: string, value: unknown): FieldValue {
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === 'number')) return value.map(Number);
  } else if (value === null || ['number', 'string', 'boolean'].includes(typeof value)) {
    return value as FieldValue;
  }
  throw new EngineError(path, describe(value), 'a number, a text, true or false, null, or a list of numbers');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plainChange(change: unknown, index: number): Change {
  const place = `changes[${index}]`;
  if (!isRecord(change)) throw new EngineError(place, describe(change), 'an object {step, path, value}');
  for (const key of Object.keys(change)) {
    if (!['step', 'path', 'value'].includes(key)) throw new EngineError(`${place}.${key}`, '', 'step, path and value only');
  }
  const { step, path, value } = change;
  if (typeof step !== 'number') throw new EngineError(`${place}.step`, describe(step), 'a whole number of at least 0');
  if (typeof path !== 'string') throw new EngineError(`${place}.path`, describe(path), 'the path of a field');
  return { step, path, value: fieldValue(path, value) };
}

function plainChanges(changes: unknown): Change[] {
  if (changes === undefined) return [];
  if (!Array.isArray(changes)) throw new EngineError('changes', describe(changes), 'a list of changes');
  return Array.from(changes, plainChange);
}

/** A plain, deep copy: what a worker can be sent and a later edit of the original leaves alone. */
export function plainSpec(spec: Spec): Spec {
  if (!isRecord(spec) || !isRecord(spec.fields)) throw new EngineError('spec', describe(spec), 'an object {fields, changes}');
  const fields: Record<string, FieldValue> = {};
  for (const [path, value] of Object.entries(spec.fields)) define(fields, path, fieldValue(path, value));
  return { fields, changes: plainChanges(spec.changes) };
}

/** A copy as plainSpec makes one, of what frames shall hold. */
export function plainContent({ measures, views, parameters }: Partial<FrameContent>): Partial<FrameContent> {
  return {
    ...(measures && { measures: [...measures] }),
    ...(views && { views: [...views] }),
    ...(parameters !== undefined && { parameters }),
  };
}

/** One value as the engine's set_field reads it: a JSON literal. Not-a-number is spelled out, to be refused by name. */
export function literal(value: FieldValue): string {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `[${value.join(',')}]`;
  return JSON.stringify(value);
}

/** Nested JSON, as a spec file or a safetensors header holds it; what is not set stays away, and so means its default. */
export function specToJson(spec: Spec): SpecJson {
  const { fields, changes } = plainSpec(spec);
  const json: SpecJson = { format: fields['format'] ?? SPEC_FORMAT };
  for (const [path, value] of Object.entries(fields)) {
    const keys = path.split('.');
    const last = keys.pop()!;
    let node = json;
    for (const key of keys) {
      const inner = Object.hasOwn(node, key) ? node[key] : undefined;
      if (inner !== undefined && !isRecord(inner)) throw new EngineError(path, literal(value), `no field inside ${key}`);
      node = (inner as SpecJson | undefined) ?? define(node, key, {});
    }
    define(node, last, value);
  }
  if (changes.length > 0) json['changes'] = changes;
  return json;
}

/** Sets an own property even where its name is `__proto__`, so that the engine gets to refuse it. */
function define<T>(node: object, key: string, value: T): T {
  Object.defineProperty(node, key, { value, writable: true, enumerable: true, configurable: true });
  return value;
}

/** A Spec from nested JSON. Which fields there are and what they may hold, the engine decides when the run starts. */
export function specFromJson(json: unknown): Spec {
  if (!isRecord(json)) throw new EngineError('spec', describe(json), 'a JSON object');
  const fields: Record<string, FieldValue> = {};
  const flatten = (node: Record<string, unknown>, prefix: string): void => {
    for (const [key, value] of Object.entries(node)) {
      const path = prefix + key;
      if (isRecord(value)) flatten(value, `${path}.`);
      else if (path !== 'changes') define(fields, path, fieldValue(path, value));
    }
  };
  flatten(json, '');
  return { fields, changes: plainChanges(json['changes']) };
}

/** A word as a POSIX shell reads it back. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export interface NativeCommand {
  /** For a POSIX shell, in a folder that holds `file`, if there is one. */
  command: string;
  /** Changes do not fit on a command line: the spec as a file then, which the command names. */
  file?: { name: string; text: string };
}

/**
 * The `orrery` command that makes the same run natively. A page's run has no end of its own: with `steps` the command ends
 * there, unless the learning rate follows a schedule over the spec's own steps, which another number would bend. `name`
 * names the output folder and the file.
 */
export function nativeCommand(spec: Spec, name: string, steps?: number): NativeCommand {
  const { fields, changes } = plainSpec(spec);
  if (steps !== undefined && (fields['optimizer.schedule'] ?? 'constant') === 'constant') fields['steps'] = steps;
  const out = `--out ${shellWord(`runs/${name}`)}`;
  if (changes.length > 0) {
    const file = { name: `${name}.json`, text: `${JSON.stringify(specToJson({ fields, changes }), null, 2)}\n` };
    return { command: `orrery train --spec ${shellWord(file.name)} ${out}`, file };
  }
  return { command: `orrery train${setArguments(fields)} ${out}` };
}

/** Fields as the program's arguments: ` --set task.density=0.05 --set seed=3`. */
export function setArguments(fields: Record<string, FieldValue>): string {
  const set = Object.entries(fields).map(([path, value]) => {
    // A bare word needs no quotes of JSON inside those of the shell.
    const text = typeof value === 'string' && /^[A-Za-z][\w^+-]*$/.test(value) ? value : literal(value);
    return ` --set ${shellWord(`${path}=${text}`)}`;
  });
  return set.join('');
}
