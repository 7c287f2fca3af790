/** Brings the prerendered page's figures to life. Prose is never shipped twice: only the islands have code. */
import '../ui/tokens.css';
import '../ui/fonts.css';
import '../ui/base.css';
import { hydrate } from 'svelte';
import italicUrl from 'subset-fonts/serif-italic.woff2?url';
import runUrl from '../data/five-features/run.json?url';
import FiveFeatures from '../figures/five-features/FiveFeatures.svelte';
import { openFiveFeatures } from './stored.ts';
import { startTheme } from './theme.ts';

startTheme();

/** Resolves when the figure trains by itself, or can't. */
async function startFiveFeatures(target: HTMLElement): Promise<void> {
  const response = await fetch(runUrl);
  if (!response.ok) throw new Error(`${runUrl}: ${response.status}`);
  const figure = hydrate(FiveFeatures, { target, props: openFiveFeatures(await response.json()) });
  await figure.whenReady();
}

/** What nobody waits for: the italics of formulas and prose, and the copy of the site for offline reading. */
async function finish(): Promise<void> {
  document.fonts.add(new FontFace('Source Serif 4 Variable', `url(${italicUrl})`, { style: 'italic', weight: '400' }));
  if (import.meta.env.PROD && 'serviceWorker' in navigator) await navigator.serviceWorker.register('./sw.js');
}

const island = document.querySelector<HTMLElement>('[data-island="five-features"]');
void (island ? startFiveFeatures(island) : Promise.resolve()).finally(finish);
