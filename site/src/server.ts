/** Renders pages to HTML at build time (plugins/prerender.ts). */
import { render } from 'svelte/server';
import { FIGURES } from '../figures/index.ts';
import type { Content } from '../plugins/markdown.ts';
import Chapter from './Chapter.svelte';
import Home from './Home.svelte';
import { PAGES, rootOf } from './pages.ts';
import type { PlacedFigure } from './placed.ts';

const contents = import.meta.glob<Content>('../content/en/*.md', { eager: true, import: 'default' });

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/**
 * `read` gives a stored file's content by its path below the site's folder. With `whole`, all figures are drawn; else
 * only the first, as the others come with their code when they are near, and their pictures would be most of the page.
 */
export async function renderPage(
  path: string,
  read: (file: string) => unknown,
  whole: boolean,
): Promise<{ head: string; body: string; figures: string[] }> {
  const page = PAGES.find((page) => `/${page.path}` === path);
  if (!page) throw new Error(`no page at ${path}`);
  const content = contents[`../content/en/${page.content}.md`];
  if (!content) throw new Error(`${path}: content/en/${page.content}.md is missing`);
  const names = content.blocks.filter((block) => block.name === 'figure').map((block) => block.argument);
  const figures = Object.fromEntries(
    await Promise.all(
      names.map(async (name): Promise<[string, PlacedFigure]> => {
        const load = FIGURES[name];
        if (!load) throw new Error(`content/en/${page.content}.md: no figure is called "${name}" (figures/index.ts)`);
        const { default: figure } = await load();
        const data = figure.open((figure.url && read(figure.url)) as never);
        return [
          name,
          {
            component: figure.component,
            props: { address: names.length > 1 ? name : '', data },
            still: figure.still ?? false,
            later: !whole && !figure.still && name !== names[0],
          },
        ];
      }),
    ),
  );
  const { head, body } = await render(page.path === '' ? Home : Chapter, { props: { page, root: rootOf(page.path), content, figures } });
  const meta =
    `<title>${escaped(content.meta['title']!)}</title>` + `<meta name="description" content="${escaped(content.meta['description']!)}">`;
  return { head: meta + head, body, figures: names.filter((name) => !figures[name]!.still) };
}
