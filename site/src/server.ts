/** Renders pages to HTML at build time (plugins/prerender.ts). */
import { render } from 'svelte/server';
import content from '../content/en/home.md';
import Home from './Home.svelte';
import { openFiveFeatures } from './stored.ts';

/** Folders below `data/` that pages draw from. */
export const storedData = ['five-features'];

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

export function renderPage(path: string, data: Record<string, unknown>): { head: string; body: string } {
  if (path !== '/') throw new Error(`no page at ${path}`);
  const { head, body } = render(Home, { props: openFiveFeatures(data['five-features']) });
  const meta =
    `<title>${escaped(content.meta['title']!)}</title>` +
    `<meta name="description" content="${escaped(content.meta['description']!)}">`;
  return { head: meta + head, body };
}
