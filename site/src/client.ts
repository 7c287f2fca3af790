/** Brings the prerendered page's figures to life. Prose is never shipped twice: only the figures have code. */
import '../ui/tokens.css';
import '../ui/fonts.css';
import '../ui/base.css';
import italicUrl from 'subset-fonts/serif-italic.woff2?url';
import { FIGURES } from '../figures/index.ts';
import { address } from '../kit/address.ts';
import { mountFigure } from './mount.ts';
import { startTheme } from './theme.ts';

startTheme();

/** How far below the screen a figure comes to life. */
const NEAR = '600px';

/** Milliseconds until the site is copied for offline reading. Fetching and storing takes a machine of two cores from the first frames. */
const SETTLED = 8000;

/** What nobody waits for: the italics of formulas and prose, and the copy of the site for offline reading. */
function finish(): void {
  document.fonts.add(new FontFace('Source Serif 4 Variable', `url(${italicUrl})`, { style: 'italic', weight: '400' }));
  const { root } = document.documentElement.dataset;
  if (import.meta.env.PROD && 'serviceWorker' in navigator)
    setTimeout(() => navigator.serviceWorker.register(`${root}sw.js`).catch(() => undefined), SETTLED); // the next visit tries again
}

const places = [...document.querySelectorAll<HTMLElement>('[data-figure]')];
const living = new Map<HTMLElement, Promise<void>>();
/** A figure whose files can't be had says so beside what was rendered of it. */
async function enliven(place: HTMLElement): Promise<void> {
  try {
    await mountFigure(place, FIGURES[place.dataset['figure']!]!, place.dataset['address'] ?? '');
  } catch (error) {
    place.parentElement!.querySelector<HTMLElement>('.unloaded')!.hidden = false;
    reportError(error);
  }
}
const bring = (place: HTMLElement): Promise<void> => {
  if (!living.has(place)) living.set(place, enliven(place));
  return living.get(place)!;
};

/** The figure that a link speaks of is shown first, wherever on the page it stands. */
function showLinked(): void {
  const [, key] = /^#v=\d+&([\w-]+)(?:\/|%2F)/i.exec(location.hash) ?? [];
  const place = places.find(({ dataset }) => dataset['address'] === key && key !== undefined);
  place?.closest('figure')?.scrollIntoView();
}

if (places.length > 0 && address.names.some(Boolean)) {
  showLinked();
  addEventListener('hashchange', showLinked);
}
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      void bring(target as HTMLElement);
    }
  },
  { rootMargin: NEAR },
);
const [first, ...others] = places;
const begun = first && !living.size ? bring(first) : Promise.resolve();
for (const place of others) near.observe(place);
void begun.finally(finish);
