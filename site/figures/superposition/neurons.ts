/** Which of a neuron's weights show, as the engine counts them (core/measure/neurons.h). */

/** A weight shows when it exceeds this part of the neuron's largest. */
const VISIBLE = 0.2;

/** How many do: one of a neuron that answers to one feature. */
export function weightsThatShow(weights: ArrayLike<number>): number {
  const sizes = Array.from(weights, Math.abs);
  const largest = Math.max(...sizes);
  return sizes.filter((size) => size > VISIBLE * largest).length;
}
