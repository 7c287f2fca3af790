import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Three sets of tests: the engine's package, the page's code without a browser, and the built page in Chromium
// (playwright-core, with the server of site/serve.mjs on build/site).
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'web',
          include: ['tests/web/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        plugins: [svelte({ configFile: 'site/svelte.config.js' })],
        resolve: { conditions: ['browser'] },
        test: { name: 'site', include: ['site/**/*.test.ts'], exclude: ['**/node_modules/**'], testTimeout: 60_000 },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
