// A run at one step as a file: its whole state, its description and its step, as the native program writes and reads them.
import { EngineError } from './engine_error.ts';
import type { EngineRun } from './engine.ts';
import { numbers, readSafetensors, type SafetensorsFile, writeSafetensors } from './safetensors.ts';
import { specFromJson, type SpecJson } from './spec.ts';
import type { Spec, Tensor } from './types.ts';

const SPEC_KEY = 'orrery.spec';
const STEP_KEY = 'orrery.step';

/** The run's state as a safetensors file: byte for byte what the program writes for the same run. */
export function writeRun(run: EngineRun): Uint8Array<ArrayBuffer> {
  const metadata = { [SPEC_KEY]: run.specText(), [STEP_KEY]: String(run.stepsDone) };
  return writeSafetensors(run.state(), metadata);
}

/** Weights alone, of the run that `spec` describes in full at its last step: enough for the program to measure. */
export function writeWeights(spec: SpecJson, tensors: readonly Tensor[]): Uint8Array<ArrayBuffer> {
  const metadata = { [SPEC_KEY]: JSON.stringify(spec), [STEP_KEY]: String(spec['steps']) };
  return writeSafetensors(
    tensors.map((tensor) => ({ ...tensor, dtype: 'F32' as const })),
    metadata,
  );
}

/** What a checkpoint says of itself; its state is taken over by `restoreRun` or startRun's `checkpoint`. */
export function readCheckpoint(content: Uint8Array, source = 'checkpoint'): { spec: Spec; step: number; file: SafetensorsFile } {
  const file = readSafetensors(content, source);
  const value = (key: string): string => {
    const text = file.metadata.get(key);
    if (text === undefined) throw new EngineError(`${source}: __metadata__`, '', `${key}, as in a checkpoint that orrery wrote`);
    return text;
  };
  const step = value(STEP_KEY);
  if (!/^\d{1,15}$/.test(step)) throw new EngineError(`${source}: ${STEP_KEY}`, step, 'a whole number of at least 0');
  let json: unknown;
  try {
    json = JSON.parse(value(SPEC_KEY));
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError(`${source}: ${SPEC_KEY}`, '', `JSON: ${(error as Error).message}`);
  }
  return { spec: specFromJson(json), step: Number(step), file };
}

/** Puts a run where a checkpoint of the same model was. */
export function restoreRun(run: EngineRun, content: Uint8Array): void {
  const { step, file } = readCheckpoint(content);
  const state = [...file.tensors].map(([name, tensor]) => {
    const { dtype, shape } = tensor;
    return [name, { dtype, shape, data: numbers(tensor) }] as const;
  });
  run.restore(new Map(state), step);
}
