/** The parts of the feature graph and what they are, as the engine's classifier calls them (core/measure/geometry.h). */
import type { Frame } from '@orrery/engine';
import { components, overlaps, type Component } from './geometry.ts';

/** The measure of a frame that names its components, in their order. */
export const POLYTOPES = 'superposition.components.polytopes';

export interface Part extends Component {
  polytope: string;
}

/** Those of most features first; of equal ones, those of one polytope stand together. */
export function partsOf({ tensors, measures }: Frame, overlap = overlaps(tensors['W']!)): Part[] {
  const polytopes = measures[POLYTOPES] as readonly string[];
  return components(tensors['W']!, overlap)
    .map((component, k) => ({ ...component, polytope: polytopes[k]! }))
    .sort((a, b) => b.features.length - a.features.length || (a.polytope < b.polytope ? -1 : a.polytope > b.polytope ? 1 : 0));
}
