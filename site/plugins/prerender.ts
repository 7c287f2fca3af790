import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createServer, type Plugin, type ResolvedConfig, type Rolldown, type ViteDevServer } from 'vite';
import { CHARACTERS } from './fonts.ts';

type OutputBundle = Rolldown.OutputBundle;

/** What `src/server.ts` gives for one page. */
export interface RenderedPage {
  head: string;
  body: string;
}

interface ServerModule {
  storedData: string[];
  renderPage(path: string, data: Record<string, unknown>): RenderedPage;
}

/** Reads the stored runs that pages draw; a page is never drawn from made-up data. */
function readStored(root: string, names: string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => {
      const file = resolve(root, 'data', name, 'run.json');
      if (!existsSync(file))
        throw new Error(
          `site/data/${name}/run.json is missing, and the page's picture is drawn from it. ` +
            `Write it with: build/native/bin/orrery site-data --figure ${name}`,
        );
      return [name, JSON.parse(readFileSync(file, 'utf8'))];
    }),
  );
}

async function render(server: ViteDevServer, path: string): Promise<RenderedPage> {
  const module = (await server.ssrLoadModule('/src/server.ts')) as unknown as ServerModule;
  return module.renderPage(path, readStored(server.config.root, module.storedData));
}

/**
 * Fills the pages' `<!--head-->` and `<!--body-->` with HTML rendered by Svelte, at build and on the development
 * server, so that prose, maths and a picture of every figure stand without JavaScript.
 */
export function prerender(): Plugin {
  let config: ResolvedConfig;
  let development: ViteDevServer | undefined;
  return {
    name: 'orrery-prerender',
    configResolved(resolved) {
      config = resolved;
    },
    configureServer(server) {
      development = server;
    },
    transformIndexHtml: {
      order: 'post',
      async handler(html, context) {
        const path = context.path.replace(/index\.html$/, '');
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
          return withStyles(html, context.bundle)
            .replace('<!--head-->', () => page.head + preloads(context.bundle))
            .replace('<!--body-->', () => page.body);
        } finally {
          if (server !== development) await server.close();
        }
      },
    },
  };
}

/** The style sheet in the page instead of beside it: it is small, and the first paint waits for it. */
function withStyles(html: string, bundle: OutputBundle | undefined): string {
  return html.replace(/<link rel="stylesheet"[^>]*href="\.\/([^"]+)"[^>]*>/g, (link, name: string) => {
    const sheet = bundle?.[name];
    if (sheet?.type !== 'asset') return link;
    const folder = name.slice(0, name.lastIndexOf('/') + 1);
    return `<style>${String(sheet.source).replace(/url\(\.\//g, `url(./${folder}`)}</style>`;
  });
}

/** A character that the fonts' subsets lack would show in another typeface. Code has one of its own, TeX is not shown. */
function refuseStrayCharacters(html: string, path: string): void {
  const text = html.replace(/<(annotation|code|style)\b[\s\S]*?<\/\1>|<[^>]*>/g, '');
  const stray = [...new Set(text)].filter((c) => !/[\s\u2061-\u2064]/.test(c) && !CHARACTERS.includes(c));
  if (stray.length) throw new Error(`${path}: characters that plugins/fonts.ts leaves out: ${stray.map((c) => `${c} (U+${c.codePointAt(0)!.toString(16)})`).join(', ')}`);
}

/** The upright fonts and the stored run are wanted at once: name them in the page instead of two requests later. */
function preloads(bundle: OutputBundle | undefined): string {
  return Object.values(bundle ?? {})
    .map(({ fileName }) => {
      if (/(serif|sans)-[\w-]{8}\.woff2$/.test(fileName))
        return `<link rel="preload" as="font" type="font/woff2" crossorigin href="./${fileName}">`;
      if (/run-.*\.json$/.test(fileName)) return `<link rel="preload" as="fetch" crossorigin href="./${fileName}">`;
      return '';
    })
    .join('');
}
