/** What a figure hands to its reader: data, picture, weights, the native command, the link. FigureFrame has the buttons. */
import type { Drawing } from '../src/save.ts';
import words from '../content/en/words.json';
import type { Experiment } from './experiment.svelte.ts';
import { curvesCsv, exported, nativeCommand, type Curve } from './plan.ts';

export interface Handouts {
  /** Head of the files' names. */
  file: string;
  csv(): string;
  json(): object;
  picture(): Drawing | undefined;
  /** A network as a safetensors file: what is in it, and the head of its name. */
  weights?: { ready: boolean; title: string; file: string; save(): Promise<Uint8Array> | undefined };
  /** The command that makes the same run. */
  native?: string;
  /** The address of what is shown, which the page's own address then follows. */
  link(): string;
}

/** Those of a figure that trains: what it records over time as `curves`, and its main picture. */
export function handoutsOf(experiment: Experiment, curves: () => Record<string, Curve>, picture: () => Drawing | undefined): Handouts {
  const { plan, player, seed } = experiment;
  const moment = player.slow!;
  return {
    file: `${plan.name}-seed-${seed}-step-${moment.step}`,
    csv: () => curvesCsv(curves()),
    json: () => exported(plan, experiment.state(moment.step), moment, curves()),
    picture,
    weights: {
      ready: experiment.ready,
      title: words.weightsTitle,
      file: `${plan.name}-seed-${seed}-step-${player.last}`,
      save: () => experiment.save(),
    },
    native: nativeCommand(plan, experiment.state(null), moment.step),
    link: () => experiment.showLink(),
  };
}
