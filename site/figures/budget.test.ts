import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

/** Folders of data that other pages than the chapter on superposition fetch. */
const ELSEWHERE = ['group-network', 'reproduction'];
const gzipped = (folder: string): number =>
  readdirSync(`site/data/${folder}`).reduce(
    (sum, file) => sum + gzipSync(readFileSync(`site/data/${folder}/${file}`), { level: 9 }).length,
    0,
  );

describe('stored data', () => {
  it('of a chapter is at most 400 kB, gzipped', () => {
    const folders = readdirSync('site/data', { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && !ELSEWHERE.includes(entry.name),
    );
    expect(folders.length).toBeGreaterThan(10);
    expect(folders.reduce((sum, { name }) => sum + gzipped(name), 0)).toBeLessThanOrEqual(400_000);
  });
});
