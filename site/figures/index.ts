/** Every figure by its name, each a chunk of its own that is fetched when its place comes near the screen. */
import type { AnyFigure } from '../kit/figure.ts';

type Load = () => Promise<{ default: AnyFigure }>;

export const FIGURES: Record<string, Load> = {
  'adversarial-price': () => import('./adversarial-price/index.ts'),
  'breaking-pentagon': () => import('./breaking-pentagon/index.ts'),
  company: () => import('./company/index.ts'),
  computing: () => import('./computing/index.ts'),
  'eighty-features': () => import('./eighty-features/index.ts'),
  'energy-levels': () => import('./energy-levels/index.ts'),
  'five-features': () => import('./five-features/index.ts'),
  'geometry-sweep': () => import('./geometry-sweep/index.ts'),
  'group-network': () => import('./group-network/index.ts'),
  'local-bases': () => import('./local-bases/index.ts'),
  memorisation: () => import('./memorisation/index.ts'),
  motif: () => import('./motif/index.ts'),
  octahedron: () => import('./octahedron/index.ts'),
  'phase-diagram': () => import('./phase-diagram/index.ts'),
  'privileged-basis': () => import('./privileged-basis/index.ts'),
  reproduction: () => import('./reproduction/index.ts'),
  staircase: () => import('./staircase/index.ts'),
  'twenty-features': () => import('./twenty-features/index.ts'),
  'two-vectors': () => import('./two-vectors/index.ts'),
  'ways-out': () => import('./ways-out/index.ts'),
};
