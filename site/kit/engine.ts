/** The engine's code, one chunk that is fetched once, after the first picture stands. */
let engine: Promise<typeof import('../src/engine.ts')> | undefined;

export function loadEngine(): Promise<typeof import('../src/engine.ts')> {
  // A failed download is tried again by whoever asks next.
  engine ??= import('../src/engine.ts').catch((error: unknown) => {
    engine = undefined;
    throw error;
  });
  return engine;
}
