import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createServer, type Plugin, type ResolvedConfig, type Rolldown, type ViteDevServer } from 'vite';
import { PAGES, rootOf } from '../src/pages.ts';
import { CHARACTERS } from './fonts.ts';

type OutputBundle = Rolldown.OutputBundle;

/** What `src/server.ts` gives for one page. */
export interface RenderedPage {
  head: string;
  body: string;
  /** Names of its figures, in order. */
  figures: string[];
}

interface ServerModule {
  renderPage(path: string, read: (file: string) => unknown, whole: boolean): Promise<RenderedPage>;
}

/** Reads what `orrery site-data` stored; a page is never drawn from made-up data. */
function readStored(root: string, file: string): unknown {
  const path = resolve(root, file.replace(/^\/|\?.*$/g, ''));
  if (!existsSync(path))
    throw new Error(
      `${path} is missing, and the page's picture is drawn from it. ` +
        `Write it with: build/native/bin/orrery site-data --figure ${/data\/([^/]+)/.exec(file)?.[1]}`,
    );
  return JSON.parse(readFileSync(path, 'utf8'));
}

async function render(server: ViteDevServer, path: string, whole = false): Promise<RenderedPage> {
  const module = (await server.ssrLoadModule('/src/server.ts')) as unknown as ServerModule;
  return module.renderPage(path, (file) => readStored(server.config.root, file), whole);
}

/**
 * Makes each page of src/pages.ts from the one template index.html: fills `<!--head-->` and `<!--body-->` with HTML
 * rendered by Svelte, at build and on the development server, so that prose, maths and a page's first picture stand before
 * any JavaScript runs. A page of several figures has a still copy beside it (still.html), with all of them and no script,
 * for readers without JavaScript and for printing.
 */
export function prerender(): Plugin {
  let config: ResolvedConfig;
  let development: ViteDevServer | undefined;
  const stills = new Map<string, string>();
  const template = () => readFileSync(resolve(config.root, 'index.html'), 'utf8');
  /** The page that a file would hold which only home's template does. */
  const pageOf = (id: string) =>
    PAGES.find(({ path }) => path !== '' && id === resolve(config.root, path, 'index.html').replaceAll('\\', '/'));
  return {
    name: 'orrery-prerender',
    config(user) {
      const root = resolve(user.root ?? '.');
      const input = Object.fromEntries(PAGES.map(({ path, content }) => [content, resolve(root, path, 'index.html')]));
      return { build: { rollupOptions: { input } } };
    },
    configResolved(resolved) {
      config = resolved;
    },
    resolveId(id) {
      return pageOf(id) ? id : undefined;
    },
    load(id) {
      return pageOf(id) ? template() : undefined;
    },
    configureServer(server) {
      development = server;
      return () =>
        server.middlewares.use((request, response, next) => {
          const page = PAGES.find(
            ({ path }) => path !== '' && [`/${path}`, `/${path}index.html`].includes(request.originalUrl?.replace(/[?#].*/, '') ?? ''),
          );
          if (!page) return next();
          server
            .transformIndexHtml(`/${page.path}index.html`, template())
            .then((html) => response.setHeader('content-type', 'text/html').end(html), next);
        });
    },
    transformIndexHtml: {
      order: 'post',
      async handler(html, context) {
        const path = context.path.replace(/index\.html$/, '');
        const root = rootOf(path.slice(1));
        const server =
          development ??
          (await createServer({
            configFile: config.configFile || false,
            root: config.root,
            server: { middlewareMode: true, hmr: false, ws: false },
            appType: 'custom',
            optimizeDeps: { noDiscovery: true },
            logLevel: 'error',
          }));
        try {
          const [page, whole] = [await render(server, path), await render(server, path, true)];
          refuseStrayCharacters(whole.body, path);
          const styled = withStyles(html, context.bundle, root).replace('%ROOT%', root);
          const filled = (head: string, body: string) => styled.replace('<!--head-->', () => head).replace('<!--body-->', () => body);
          const still = page.figures.length > 1 && `${path.slice(1)}${STILL}`;
          if (still) stills.set(still, withoutScripts(filled(whole.head, whole.body)));
          return filled(page.head + preloads(context.bundle, root, page.figures[0]) + (still ? TO_STILL : ''), withoutMarks(page.body));
        } finally {
          if (server !== development) await server.close();
        }
      },
    },
    writeBundle() {
      const folder = resolve(config.root, config.build.outDir);
      for (const [file, html] of stills) writeFileSync(resolve(folder, file), html);
    },
  };
}

const STILL = 'still.html';
const TO_STILL =
  `<noscript><meta http-equiv="refresh" content="0; url=${STILL}"></noscript>` + `<link rel="alternate" media="print" href="${STILL}">`;

/** A page that stands as it is: what waited for a script is not shown. */
function withoutScripts(html: string): string {
  return html
    .replace(/<script\b[\s\S]*?<\/script>|<link rel="modulepreload"[^>]*>/g, '')
    .replace(/<noscript>(<style>[\s\S]*?<\/style>)<\/noscript>/, '$1');
}

/** Svelte's marks in comments are for what comes to life: the figures. The rest of the page does without. */
function withoutMarks(body: string): string {
  return body.replace(/(<div class="island[^>]*data-figure[\s\S]*?<figcaption)|<!--[\s\S]*?-->/g, (_, living?: string) => living ?? '');
}

/** The style sheet in the page instead of beside it: it is small, and the first paint waits for it. */
function withStyles(html: string, bundle: OutputBundle | undefined, root: string): string {
  return html.replace(/<link rel="stylesheet"[^>]*href="(?:\.\.?\/)+([^"]+)"[^>]*>/g, (link, name: string) => {
    const sheet = bundle?.[name];
    if (sheet?.type !== 'asset') return link;
    const folder = name.slice(0, name.lastIndexOf('/') + 1);
    return `<style>${String(sheet.source).replace(/url\(\.\//g, `url(${root}${folder}`)}</style>`;
  });
}

/**
 * A character that the fonts' subsets lack would show in another typeface. Code has one of its own, TeX is not shown, and
 * the large operators of formulas (a sum) come from the reader's own mathematics font, as text fonts have none.
 */
function refuseStrayCharacters(html: string, path: string): void {
  const text = html.replace(/<(annotation|code|style)\b[\s\S]*?<\/\1>|<mo\b[^>]*>[∑≠]<\/mo>|<[^>]*>/g, '');
  const stray = [...new Set(text)].filter((c) => !/[\s\u2061-\u2064]/.test(c) && !CHARACTERS.includes(c));
  if (stray.length)
    throw new Error(
      `${path}: characters that plugins/fonts.ts leaves out: ${stray.map((c) => `${c} (U+${c.codePointAt(0)!.toString(16)})`).join(', ')}`,
    );
}

/** The upright fonts, and the first figure's code and data, are wanted at once: name them in the page instead of requests later. */
function preloads(bundle: OutputBundle | undefined, root: string, figure: string | undefined): string {
  const files = Object.values(bundle ?? {});
  const links = files
    .filter(({ fileName }) => /(serif|sans)-[\w-]{8}\.woff2$/.test(fileName))
    .map(({ fileName }) => `<link rel="preload" as="font" type="font/woff2" crossorigin href="${root}${fileName}">`);
  const chunk = files.find((file) => file.type === 'chunk' && file.facadeModuleId?.endsWith(`/figures/${figure}/index.ts`));
  if (chunk?.type !== 'chunk') return links.join('');
  for (const fileName of [chunk.fileName, ...chunk.imports]) links.push(`<link rel="modulepreload" crossorigin href="${root}${fileName}">`);
  const data = files.filter(({ fileName }) => /\.json$/.test(fileName) && chunk.code.includes(fileName.split('/').at(-1)!));
  for (const { fileName } of data) links.push(`<link rel="preload" as="fetch" crossorigin href="${root}${fileName}">`);
  return links.join('');
}
