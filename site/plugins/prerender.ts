import { existsSync, readFileSync } from 'node:fs';
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
  renderPage(path: string, read: (file: string) => unknown): Promise<RenderedPage>;
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

async function render(server: ViteDevServer, path: string): Promise<RenderedPage> {
  const module = (await server.ssrLoadModule('/src/server.ts')) as unknown as ServerModule;
  return module.renderPage(path, (file) => readStored(server.config.root, file));
}

/**
 * Makes each page of src/pages.ts from the one template index.html: fills `<!--head-->` and `<!--body-->` with HTML
 * rendered by Svelte, at build and on the development server, so that prose, maths and a picture of every figure stand
 * without JavaScript.
 */
export function prerender(): Plugin {
  let config: ResolvedConfig;
  let development: ViteDevServer | undefined;
  const template = () => readFileSync(resolve(config.root, 'index.html'), 'utf8');
  /** The page that a file would hold which only home's template does. */
  const pageOf = (id: string) => PAGES.find(({ path }) => path !== '' && id === resolve(config.root, path, 'index.html').replaceAll('\\', '/'));
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
          const page = PAGES.find(({ path }) => path !== '' && [`/${path}`, `/${path}index.html`].includes(request.originalUrl?.replace(/[?#].*/, '') ?? ''));
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
          const page = await render(server, path);
          refuseStrayCharacters(page.body, path);
          return withStyles(html, context.bundle, root)
            .replace('%ROOT%', root)
            .replace('<!--head-->', () => page.head + preloads(context.bundle, root, page.figures[0]))
            .replace('<!--body-->', () => page.body);
        } finally {
          if (server !== development) await server.close();
        }
      },
    },
  };
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
  if (stray.length) throw new Error(`${path}: characters that plugins/fonts.ts leaves out: ${stray.map((c) => `${c} (U+${c.codePointAt(0)!.toString(16)})`).join(', ')}`);
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
