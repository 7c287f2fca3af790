import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

/** Every character that pages may use; the prerendering refuses others (a missing one would show in a stray typeface). */
export const CHARACTERS =
  Array.from({ length: 95 }, (_, k) => String.fromCharCode(32 + k)).join('') + '\u00a0\u202f©°±²³·×éöüß–—‘’“”…′−≤≥≈→←';

/** Kerning, ligatures, and the figures that stand in columns; small capitals and the like would double the glyphs. */
const FEATURES = ['kern', 'liga', 'tnum', 'lnum'];

/** The upright faces keep the weights between text and semibold; italics are for text alone. */
const FACES: Record<string, { source: string; weight: number | { min: number; max: number } }> = {
  'serif.woff2': { source: 'source-serif-4/files/source-serif-4-latin-wght-normal.woff2', weight: { min: 400, max: 600 } },
  'serif-italic.woff2': { source: 'source-serif-4/files/source-serif-4-latin-wght-italic.woff2', weight: 400 },
  'sans.woff2': { source: 'source-sans-3/files/source-sans-3-latin-wght-normal.woff2', weight: { min: 400, max: 600 } },
};

/**
 * Cuts the packages' fonts down to the characters and weights in use, 131 kB to 45 kB, into a folder beside the packages
 * that style sheets know as `subset-fonts/`. A change of anything here changes the folder's name.
 */
export function fonts(): Plugin {
  return {
    name: 'orrery-fonts',
    async config() {
      const packages = join(dirname(createRequire(import.meta.url).resolve('@fontsource-variable/source-serif-4/package.json')), '..');
      const key = createHash('sha256')
        .update(CHARACTERS + JSON.stringify([FACES, FEATURES]))
        .digest('hex')
        .slice(0, 8);
      const folder = join(packages, '..', '.cache', `orrery-fonts-${key}`);
      mkdirSync(folder, { recursive: true });
      for (const [name, { source, weight }] of Object.entries(FACES)) {
        if (existsSync(join(folder, name))) continue;
        const bytes = readFileSync(join(packages, source));
        const options = { targetFormat: 'woff2' as const, variationAxes: { wght: weight }, keepFeatures: FEATURES };
        writeFileSync(join(folder, name), await subsetFont(bytes, CHARACTERS, options));
      }
      return { resolve: { alias: { 'subset-fonts': folder } } };
    },
  };
}
