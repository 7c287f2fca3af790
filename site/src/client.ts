/** Brings the prerendered page's figures to life. Prose is never shipped twice: only the islands have code. */
import '../ui/tokens.css';
import '../ui/fonts.css';
import '../ui/base.css';
import { hydrate } from 'svelte';
import runUrl from '../data/five-features/run.json?url';
import FiveFeatures from '../figures/five-features/FiveFeatures.svelte';
import { openFiveFeatures } from './stored.ts';
import { startTheme } from './theme.ts';

startTheme();

async function startFiveFeatures(target: HTMLElement): Promise<void> {
  const response = await fetch(runUrl);
  if (!response.ok) throw new Error(`${runUrl}: ${response.status}`);
  hydrate(FiveFeatures, { target, props: openFiveFeatures(await response.json()) });
}

const island = document.querySelector<HTMLElement>('[data-island="five-features"]');
if (island) void startFiveFeatures(island);

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // After the first picture lives, so that keeping the site for offline reading delays nothing.
  addEventListener('load', () => setTimeout(() => void navigator.serviceWorker.register('./sw.js'), 1500));
}
