/** Every figure by its name, each a chunk of its own that is fetched when its place comes near the screen. */
import type { AnyFigure } from '../kit/figure.ts';

type Load = () => Promise<{ default: AnyFigure }>;

export const FIGURES: Record<string, Load> = {
  'five-features': () => import('./five-features/index.ts'),
};
