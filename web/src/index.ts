// @orrery/engine: Orrery's numeric core for pages, without pixels.
//
//   const run = await startRun({ fields: { 'task.density': 0.05 }, changes: [] });
//   run.subscribe(() => draw(run.at(run.last)));
//   run.play();
//
// Under node, and in tests, Engine.load(bytes) gives the same core without a worker.
export { Engine, EngineRun, type Field, type Preset, type StateTensor } from './engine.ts';
export { EngineError } from './engine_error.ts';
export { startRun, type StartOptions } from './live_run.ts';
export { type PoolOptions, sharedPool, trainMany, WorkerPool } from './pool.ts';
export { readCheckpoint } from './run_file.ts';
export type { SpecFields } from './run_spec.generated.ts';
export { readSafetensors, writeSafetensors, type SafetensorsFile, type StoredTensor } from './safetensors.ts';
export { nativeCommand, type NativeCommand, plainSpec, type SpecJson, specFromJson, specToJson } from './spec.ts';
export { openStoredRun, type StoredRunFile } from './stored_run.ts';
export type { Change, FieldValue, Frame, FrameContent, LiveRun, RunSource, Series, Spec, Tensor } from './types.ts';
