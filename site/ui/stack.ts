/** Stacked bars: what lies above zero is stacked upwards, what lies below it downwards, in the order given. */
export interface Segment {
  value: number;
  name: string;
  /** A CSS colour. */
  colour: string;
}

export interface Block extends Segment {
  /** The block's ends on the value axis, low first. */
  from: number;
  to: number;
}

export function stacked(segments: readonly Segment[]): Block[] {
  let [up, down] = [0, 0];
  return segments
    .filter(({ value }) => Number.isFinite(value) && value !== 0)
    .map((segment) => {
      if (segment.value > 0) return { ...segment, from: up, to: (up += segment.value) };
      const to = down;
      return { ...segment, from: (down += segment.value), to };
    });
}

/** What all stacks together reach, down and up; zero is always inside. */
export function reach(stacks: readonly (readonly Segment[])[]): [number, number] {
  const blocks = stacks.flatMap(stacked);
  return [Math.min(0, ...blocks.map(({ from }) => from)), Math.max(0, ...blocks.map(({ to }) => to))];
}
