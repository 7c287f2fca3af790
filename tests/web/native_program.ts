// The native program, for tests that hold the page against it; skipped where it is not built.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SafetensorsFile } from '../../web/src/safetensors.ts';
import { specToJson } from '../../web/src/spec.ts';
import type { Spec } from '../../web/src/types.ts';
import { root } from './helpers.ts';

export const program = `${root}build/native/bin/orrery`;
export const isBuilt = existsSync(program);

/** A folder of its own, in which the program runs. */
export class NativeProgram {
  readonly folder = mkdtempSync(join(tmpdir(), 'orrery-'));
  private runs = 0;

  /** What it writes to standard output; `kernel` names the vector kernel, the machine's best if empty. */
  call(args: string[], kernel = ''): string {
    const env = { ...process.env, ORRERY_KERNEL: kernel };
    return execFileSync(program, args, { cwd: this.folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Trains: the metrics' rows, and the state at a step that has a checkpoint. */
  train<Row extends { step: number }>(of: Spec, kernel = ''): { rows: Row[]; state: (step: number) => Uint8Array; out: string } {
    const out = `run-${++this.runs}`;
    writeFileSync(join(this.folder, `${out}.json`), JSON.stringify(specToJson(of)));
    this.call(['train', '--spec', `${out}.json`, '--out', out], kernel);
    const rows = readFileSync(join(this.folder, out, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const state = (step: number) =>
      readFileSync(join(this.folder, out, 'checkpoints', `step_${String(step).padStart(7, '0')}.safetensors`));
    return { rows: rows.map((row) => JSON.parse(row) as Row), state, out };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Every tensor's bytes as whole numbers, by name. */
export function bits(file: SafetensorsFile): Record<string, number[]> {
  return Object.fromEntries([...file.tensors].map(([name, { bytes }]) => [name, [...new Uint32Array(new Uint8Array(bytes).buffer)]]));
}
