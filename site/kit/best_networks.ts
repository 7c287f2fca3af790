/** Of many networks at each density the one of least loss, as figures store it (native/site_data/best_networks.h). */
import type { Frame, RunSource, SpecJson, Tensor } from '@orrery/engine';
import { specFromJson } from '@orrery/engine/spec.ts';
import { openStoredTensor } from '@orrery/engine/stored_run.ts';

/** How a network was found. */
export interface Found {
  density: number;
  /** Of the sum over features, on examples that it has not seen. */
  loss: number;
  seed: number;
  /** Of how many it is the best. */
  seeds: number;
  /** What trains it again. */
  command: string;
  /** In full. */
  spec: SpecJson;
}

/** A network at the end of its training, as a moment of its run; `measures` besides the loss. */
export const endOf = ({ spec, loss }: Found, tensors: Readonly<Record<string, Tensor>>, measures: Frame['measures'] = {}): Frame => ({
  step: Number(spec['steps']),
  tensors: { ...tensors },
  measures: { loss, ...measures },
});

/** The same as a run that has nothing but its end. */
export function runOf({ spec }: Found, end: Frame): RunSource {
  return {
    spec: specFromJson(spec),
    live: false,
    first: end.step,
    last: end.step,
    at: () => end,
    metrics: () => ({ steps: new Float64Array(), values: new Float64Array() }),
    subscribe: () => () => undefined,
  };
}

/** The networks with their tensors of these names. */
export function openBest(content: unknown, names: readonly string[]): { found: Found; tensors: Record<string, Tensor> }[] {
  const best = content as { networks: Found[] } & Record<string, unknown>;
  const stored = names.map((name) => openStoredTensor(name, best[name], best.networks.length));
  return best.networks.map((found, k) => ({ found, tensors: Object.fromEntries(stored.map((tensor) => [tensor.name, tensor.at(k)])) }));
}
