import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Plugin, ResolvedConfig } from 'vite';

/** Every file below a folder, as paths with forward slashes. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Writes `sw.js`, which keeps every file of this build for offline reading; its version is the hash of the files. */
export function offline(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'orrery-offline',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    writeBundle() {
      const folder = resolve(config.root, config.build.outDir);
      const files = filesBelow(folder).filter((file) => file !== 'sw.js' && !file.endsWith('.map'));
      const hash = createHash('sha256');
      for (const file of files) hash.update(file).update(readFileSync(join(folder, file)));
      let source = readFileSync(resolve(config.root, 'src/service-worker.js'), 'utf8');
      const fill = (place: string, value: unknown) => {
        if (!source.includes(place)) throw new Error(`src/service-worker.js: ${place} is missing`);
        source = source.replace(place, JSON.stringify(value));
      };
      fill("'%VERSION%'", hash.digest('hex').slice(0, 12));
      fill(
        "['%FILES%']",
        files.map((file) => file.replace(/(^|\/)index\.html$/, '$1') || './'),
      );
      writeFileSync(join(folder, 'sw.js'), source);
    },
  };
}
