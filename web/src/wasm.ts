// Loads orrery.wasm: a bare wasm file without generated glue. It has no files, no clock and no main: two imports are all
// that Emscripten's library needs, and two write and read numbers for it (web/wasm/number_text.cpp).

/** The functions of web/wasm/orrery_abi.cpp. Texts are addresses of NUL-terminated UTF-8. */
export interface Abi {
  memory: WebAssembly.Memory;
  _initialize(): void;
  malloc(bytes: number): number;
  free(pointer: number): void;
  orrery_version(): number;
  orrery_simd(): number;
  orrery_fields(): number;
  orrery_presets(): number;
  orrery_last_error(): number;
  orrery_new(): number;
  orrery_free(handle: number): void;
  orrery_set(handle: number, path: number, value: number): number;
  orrery_add_change(handle: number, step: number, path: number, value: number): number;
  orrery_start(handle: number): number;
  orrery_step(handle: number, updates: number): number;
  orrery_steps_done(handle: number): number;
  orrery_spec(handle: number): number;
  orrery_change(handle: number, path: number, value: number): number;
  orrery_measure(handle: number, prefix: number): number;
  orrery_tensors(handle: number): number;
  orrery_view(handle: number, name: number): number;
  orrery_restored(handle: number, step: number): number;
}

/** What the engine may import by name; the page, or another Emscripten, must not need more. */
function importsOf(bytes: () => Uint8Array): Record<string, (...args: number[]) => number | void> {
  return {
    // Views of the memory are taken anew at each read, so growth needs no notice.
    emscripten_notify_memory_growth: () => {},
    proc_exit: (code) => {
      throw new Error(`the engine ran out of memory or failed inside (exit code ${code})`);
    },
    // JSON's numbers are JavaScript's, in the fewest digits that read back as the same.
    orrery_write_number: (value, text, room) =>
      new TextEncoder().encodeInto(JSON.stringify(value), bytes().subarray(text, text + room)).written,
    orrery_read_number: (text, length) => Number(String.fromCharCode(...bytes().subarray(text, text + length))),
  };
}

/** Compiles the engine, once a page: workers are sent the module. */
export async function compileEngine(source: string | URL | BufferSource): Promise<WebAssembly.Module> {
  if (typeof source !== 'string' && !(source instanceof URL)) return WebAssembly.compile(source);
  const response = await fetch(source);
  if (!response.ok) throw new Error(`the engine could not be loaded: ${response.status} ${response.statusText} for ${source}`);
  // Not every static host knows wasm's media type, and compileStreaming insists on it.
  if (response.headers.get('content-type')?.startsWith('application/wasm')) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

export async function instantiateEngine(module: WebAssembly.Module): Promise<Abi> {
  const known = importsOf(() => new Uint8Array(abi.memory.buffer));
  const imports: WebAssembly.Imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    const missing = () => {
      throw new Error(`the engine called ${from}.${name}, which the page does not have`);
    };
    (imports[from] ??= {})[name] = known[name] ?? missing;
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  const abi = exports as unknown as Abi;
  abi._initialize();
  return abi;
}
