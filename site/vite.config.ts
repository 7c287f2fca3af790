import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { fonts } from './plugins/fonts.ts';
import { licences } from './plugins/licences.ts';
import { markdown } from './plugins/markdown.ts';
import { offline } from './plugins/offline.ts';
import { prerender } from './plugins/prerender.ts';

/** What every figure that trains needs; the files left out are needed by some of them. */
const KIT =
  /node_modules|site\/(kit|src|content)\/(?!save|board|best_networks|density|ensemble|seed_strip|stored_handouts)|site\/ui\/(Copy|DataTable|PanelLabel|Ruler|Transport|chart|curve|scale|words)\b|web\/src\/(?!engine|run_file|safetensors)/;

/** Drawn in the first picture of home and the chapter on superposition: their styles are in the sheet that every page has. */
const FIRST = /five-features|site\/ui\/(ArrowPlot|LossChart|SeedStrip)\b/;

/** What only some figures draw brings its styles with its code, and sets them into the pages that it is prerendered in. */
const ownStyles = (file: string): boolean => /site\/(figures|ui)\//.test(file) && !KIT.test(file) && !FIRST.test(file);

export default defineConfig({
  // Relative, so that the folder works under any sub-path of any static host.
  base: './',
  plugins: [
    fonts(),
    markdown(),
    svelte({ dynamicCompileOptions: ({ filename }) => (ownStyles(filename) ? { css: 'injected' } : undefined) }),
    prerender(),
    licences(),
    offline(),
  ],
  build: {
    outDir: '../build/site',
    emptyOutDir: true,
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // A data URL is fetched with its file whether it is needed or not, and wasm must stay a file.
    assetsInlineLimit: 0,
    // One small sheet, set into each page: what is prerendered first must look right before its code comes.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    // What every figure that trains needs, in one file: a request's headers are as long as a small module.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'kit', test: KIT }] } } },
  },
  worker: { format: 'es' },
  server: { fs: { allow: ['..'] } },
});
