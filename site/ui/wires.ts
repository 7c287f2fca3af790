/** Wiring diagrams of networks with one hidden layer: how weights and what flows through them become strokes. */
export interface WireNode {
  name: string;
  /** What it holds, if that is worth saying. */
  value?: string;
  /** How far its disc is filled, 0 to 1. */
  filled: number;
  /** A line under an output's value, in grey. */
  hint?: string;
  faint?: boolean;
}

export interface Wire {
  /** 0: from an input to a neuron; 1: from a neuron to an output. */
  layer: 0 | 1;
  from: number;
  to: number;
  weight: number;
  /** Weight times what comes in. */
  flow: number;
}

export interface Stroke extends Wire {
  /** Of the weight's own thin line: px, and opacity. */
  width: number;
  opacity: number;
  /** Of the line that flows; 0 where too little does. */
  thickness: number;
}

/** Weights below this part of their layer's largest are not drawn. */
const DRAWN = 0.04;
const [FULL, THICKEST, THINNEST] = [10, 14, 0.15];

/** A flow of `full` is 10 px thick, and none is thicker than 14. */
export function strokes(wires: readonly Wire[], full: number): Stroke[] {
  const largest = [1, 1];
  for (const { layer, weight } of wires) largest[layer] = Math.max(largest[layer]!, Math.abs(weight));
  return wires
    .map((wire) => ({ ...wire, size: Math.abs(wire.weight) / largest[wire.layer]! }))
    .filter(({ size }) => size > DRAWN)
    .map(({ size, ...wire }) => {
      // Small weights stay visible beside large ones.
      const strength = Math.sqrt(size);
      const thickness = (FULL * Math.abs(wire.flow)) / full;
      return {
        ...wire,
        width: 0.6 + 1.6 * strength,
        opacity: 0.1 + 0.55 * strength,
        thickness: thickness < THINNEST ? 0 : Math.min(THICKEST, Math.max(1, thickness)),
      };
    });
}
