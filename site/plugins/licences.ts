import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/** The fonts, which reach the page as files and not as modules. */
const FONTS = ['@fontsource-variable/source-serif-4', '@fontsource-variable/source-sans-3'];

/** What the compiled engine holds besides Orrery's code. */
const IN_THE_ENGINE = `Eigen (MPL-2.0), in orrery.wasm: https://eigen.tuxfamily.org, licence at https://www.mozilla.org/MPL/2.0/

musl and Emscripten's runtime (MIT), in orrery.wasm: https://musl.libc.org, https://emscripten.org`;

/** The name of the package that a module's path lies in, if it comes from one. */
export function packageOf(id: string): string | undefined {
  const path = id.split('/node_modules/').at(-1)!;
  if (path === id) return undefined;
  const [first, second] = path.split('/');
  if (first!.startsWith('.')) return undefined; // a cache, as that of the fonts' subsets
  return first!.startsWith('@') ? `${first}/${second}` : first;
}

function licenceOf(name: string): string {
  const require = createRequire(import.meta.url);
  const folder = (require.resolve.paths(name) ?? [])
    .map((path) => join(path, name))
    .find((path) => {
      try {
        return readFileSync(join(path, 'package.json'));
      } catch {
        return false;
      }
    });
  if (!folder) throw new Error(`no package ${name}`);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}`;
}

/** Writes the licences of all that is shipped beside the page: Orrery's own, the fonts', and those of the code in its chunks. */
export function licences(): Plugin {
  return {
    name: 'orrery-licences',
    apply: 'build',
    generateBundle(_, bundle) {
      const names = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? Object.keys(file.modules).map(packageOf) : []));
      const shipped = [...new Set([...names, ...FONTS])].filter((name) => name !== undefined && name !== 'vite').sort() as string[];
      const own = readFileSync(join(dirname(import.meta.dirname), '..', 'LICENSE'), 'utf8').trim();
      const source = [`Orrery\n\n${own}`, IN_THE_ENGINE, ...shipped.map(licenceOf)].join(`\n\n${'-'.repeat(72)}\n\n`) + '\n';
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source });
    },
  };
}
