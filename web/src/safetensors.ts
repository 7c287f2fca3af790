// safetensors files: eight bytes of header length, a JSON header, arrays one after another without gaps. Files come from
// strangers, so the reader refuses what the native program refuses: wrong lengths and offsets, overlaps and gaps,
// duplicate names, numbers that are not whole, metadata that is not text.
// Source: github.com/huggingface/safetensors, "Format".
import { EngineError } from './engine_error.ts';

/** Bytes of one element. */
const SIZES = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
} as const;

export type DType = keyof typeof SIZES;

export interface StoredTensor {
  dtype: DType;
  shape: number[];
  /** Row-major, little-endian; possibly unaligned: see `numbers`. */
  bytes: Uint8Array;
}

export interface SafetensorsFile {
  /** In the order of their data. */
  tensors: Map<string, StoredTensor>;
  metadata: Map<string, string>;
}

const LENGTH_BYTES = 8;
const ALIGNMENT = 64;
const MAX_HEADER = 100_000_000;

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** The elements of an F32, F64, U32 or I32 tensor, copied, so that alignment does not matter. */
export function numbers(tensor: StoredTensor): Float32Array | Float64Array | Uint32Array | Int32Array {
  // Not slice(): a node Buffer's does not copy.
  const { buffer } = new Uint8Array(tensor.bytes);
  switch (tensor.dtype) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F64':
      return new Float64Array(buffer);
    case 'U32':
      return new Uint32Array(buffer);
    case 'I32':
      return new Int32Array(buffer);
    default:
      throw new EngineError('dtype', tensor.dtype, 'one of F32, F64, U32, I32');
  }
}

/** One file; the data starts on a 64-byte boundary. */
export function writeSafetensors(
  tensors: readonly { name: string; dtype: DType; shape: readonly number[]; data: ArrayBufferView }[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  // Objects would move names that look like numbers to the front, hence text by hand.
  const entries: string[] = [];
  if (Object.keys(metadata).length > 0) entries.push(`"__metadata__":${JSON.stringify(metadata)}`);
  let offset = 0;
  for (const { name, dtype, shape, data } of tensors) {
    const end = offset + data.byteLength;
    entries.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [offset, end] })}`);
    offset = end;
  }
  const header = new TextEncoder().encode(`{${entries.join(',')}}`);
  const begin = Math.ceil((LENGTH_BYTES + header.length) / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(begin + offset).fill(0x20, LENGTH_BYTES, begin);
  new DataView(file.buffer).setBigUint64(0, BigInt(begin - LENGTH_BYTES), true);
  file.set(header, LENGTH_BYTES);
  let at = begin;
  for (const { data } of tensors) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/** Reads a whole file; tensors are views into `content`. Throws an EngineError whose field begins with `source`. */
export function readSafetensors(content: Uint8Array, source = 'safetensors file'): SafetensorsFile {
  const refuse = (place: string, value: string, expected: string): never => {
    throw new EngineError(place ? `${source}: ${place}` : source, value, expected);
  };
  if (content.length < LENGTH_BYTES) {
    refuse('', '', `a safetensors file: it has ${content.length} bytes, the header's length alone takes 8`);
  }
  const claimed = new DataView(content.buffer, content.byteOffset).getBigUint64(0, true);
  const rest = content.length - LENGTH_BYTES;
  if (claimed > BigInt(Math.min(rest, MAX_HEADER))) {
    refuse('', '', `a safetensors file: its header claims ${claimed} bytes, the file has ${rest} more`);
  }
  const dataBegin = LENGTH_BYTES + Number(claimed);
  const header = parseHeader(content.subarray(LENGTH_BYTES, dataBegin), (expected) => refuse('header', '', expected));
  const data = content.subarray(dataBegin);

  const metadata = new Map<string, string>();
  const entries: { name: string; tensor: StoredTensor; begin: number; end: number }[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      for (const [key, value] of Object.entries(asRecord(entry) ?? refuse(name, '', 'an object'))) {
        if (typeof value !== 'string') refuse(`${name}.${short(key)}`, JSON.stringify(value), 'text');
        metadata.set(key, value as string);
      }
      continue;
    }
    const place = short(name);
    const record = asRecord(entry) ?? refuse(place, '', 'an object');
    if (Object.keys(record).sort().join() !== 'data_offsets,dtype,shape') {
      refuse(place, '', 'dtype, shape and data_offsets, and nothing else');
    }
    const { dtype, shape, data_offsets: offsets } = record;
    if (typeof dtype !== 'string' || !Object.hasOwn(SIZES, dtype)) {
      refuse(`${place}.dtype`, String(dtype), `one of ${Object.keys(SIZES).join(', ')}`);
    }
    if (!isSizes(shape)) return refuse(`${place}.shape`, JSON.stringify(shape), 'a list of whole numbers');
    if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]! || offsets[1]! > data.length) {
      return refuse(`${place}.data_offsets`, JSON.stringify(offsets), `offsets inside the data's ${data.length} bytes`);
    }
    const [begin, end] = offsets as [number, number];
    const bytes = shape.reduce((product, extent) => product * extent, SIZES[dtype as DType]);
    if (bytes !== end - begin) refuse(`${place}.data_offsets`, `[${offsets}]`, `${bytes} bytes, as ${dtype} [${shape}] needs`);
    entries.push({ name, tensor: { dtype: dtype as DType, shape, bytes: data.subarray(begin, end) }, begin, end });
  }

  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let filled = 0;
  const tensors = new Map<string, StoredTensor>();
  for (const { name, tensor, begin, end } of entries) {
    if (begin !== filled) {
      const fault = begin < filled ? 'overlap' : 'leave gaps';
      refuse(`${short(name)}.data_offsets`, `[${begin},${end}]`, `a start at byte ${filled}: arrays must not ${fault}`);
    }
    tensors.set(name, tensor);
    filled = end;
  }
  if (filled !== data.length) refuse('', '', `${filled} bytes of data, as its header says, not ${data.length}`);
  return { tensors, metadata };
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/** The header as an object. JSON.parse would keep the last of duplicate names, and round what is not a whole number. */
function parseHeader(bytes: Uint8Array, refuse: (expected: string) => never): Record<string, unknown> {
  let text: string;
  let header: Record<string, unknown> | undefined;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = asRecord(JSON.parse(text));
  } catch (error) {
    return refuse(`JSON: ${(error as Error).message}`);
  }
  if (!header) return refuse('a JSON object');

  const open: Set<string>[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*|[{}]/g;
  for (const [token, colon] of text.matchAll(tokens)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (token.startsWith('"')) {
      if (colon === undefined) continue;
      const key = JSON.parse(token.slice(0, -colon.length)) as string;
      const keys = open.at(-1)!;
      if (keys.has(key)) refuse(`each name once, "${short(key)}" stands twice`);
      keys.add(key);
    } else if (!/^\d+$/.test(token) || !Number.isSafeInteger(Number(token))) {
      refuse(`whole numbers of at least 0, not ${short(token)}`);
    }
  }
  return header;
}
