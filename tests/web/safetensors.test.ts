import { describe, expect, it } from 'vitest';
import { numbers, readSafetensors, writeSafetensors } from '../../web/src/safetensors.ts';
import { errorOf } from './helpers.ts';

const W = Float32Array.of(1, -2, 3.5, 0, NaN, Infinity);
const stream = Uint32Array.of(0xffffffff, 7);

/** A file from a header's text and its data. */
function file(header: string, data = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

describe('safetensors', () => {
  it('come back as they were written, on a 64-byte boundary and without gaps', () => {
    const written = writeSafetensors(
      [
        { name: 'W', dtype: 'F32', shape: [2, 3], data: W },
        { name: '7', dtype: 'U32', shape: [2], data: stream },
        { name: 'none', dtype: 'F64', shape: [0, 4], data: new Float64Array() },
      ],
      { 'orrery.spec': '{"ü":"\\""}' },
    );
    const length = Number(new DataView(written.buffer).getBigUint64(0, true));
    expect((8 + length) % 64).toBe(0);
    expect(written.length).toBe(8 + length + 24 + 8);
    const { tensors, metadata } = readSafetensors(written);
    expect([...tensors.keys()].sort()).toEqual(['7', 'W', 'none']);
    expect(tensors.get('W')).toMatchObject({ dtype: 'F32', shape: [2, 3] });
    expect(numbers(tensors.get('W')!)).toEqual(W);
    expect(numbers(tensors.get('7')!)).toEqual(stream);
    expect(numbers(tensors.get('none')!).length).toBe(0);
    expect(metadata.get('orrery.spec')).toBe('{"ü":"\\""}');
  });

  it('are read from any place in a larger buffer', () => {
    const written = writeSafetensors([{ name: 'W', dtype: 'F32', shape: [6], data: W }]);
    const shifted = new Uint8Array(written.length + 3);
    shifted.set(written, 3);
    expect(numbers(readSafetensors(shifted.subarray(3)).tensors.get('W')!)).toEqual(W);
  });

  const entry = (fields: string) => file(`{"W":{${fields}}}`, 8);
  it.each([
    ['no bytes', new Uint8Array(), 'has 0 bytes'],
    ['less than a length', new Uint8Array(7), 'has 7 bytes'],
    ['a huge header', new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255, 0]), 'claims 18446744073709551615 bytes'],
    ['a header beyond the end', new Uint8Array([9, 0, 0, 0, 0, 0, 0, 0, 123]), 'claims 9 bytes'],
    ['a header that is no JSON', file('{"W":'), 'JSON'],
    ['a header that is no UTF-8', new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 0xff]), 'JSON'],
    ['a header that is a list', file('[]'), 'a JSON object'],
    [
      'a name twice',
      file('{"W":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\\u0057":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}'),
      '"W" stands twice',
    ],
    ['a key twice', entry('"dtype":"U8","dtype":"F32","shape":[2],"data_offsets":[0,8]'), '"dtype" stands twice'],
    ['metadata twice', file('{"__metadata__":{"a":"1","a":"2"}}'), '"a" stands twice'],
    ['metadata that is no text', file('{"__metadata__":{"a":{}}}'), 'text'],
    ['metadata that is no object', file('{"__metadata__":"a"}'), 'object'],
    ['an entry that is no object', file('{"W":null}'), 'object'],
    ['an entry without offsets', entry('"dtype":"F32","shape":[2]'), 'data_offsets'],
    ['an entry with more', entry('"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1'), 'nothing else'],
    ['an unknown type', entry('"dtype":"F128","shape":[2],"data_offsets":[0,8]'), 'one of BOOL'],
    ['a type from the prototype', entry('"dtype":"toString","shape":[2],"data_offsets":[0,8]'), 'one of BOOL'],
    ['a negative extent', entry('"dtype":"F32","shape":[-2],"data_offsets":[0,8]'), 'whole numbers'],
    ['a broken extent', entry('"dtype":"F32","shape":[2.5],"data_offsets":[0,8]'), 'whole numbers'],
    ['an extent as a float', entry('"dtype":"F32","shape":[2.0],"data_offsets":[0,8]'), 'whole numbers'],
    ['an extent beyond 2^53', entry('"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,8]'), 'whole numbers'],
    ['an extent that is text', entry('"dtype":"F32","shape":["2"],"data_offsets":[0,8]'), 'whole numbers'],
    ['a product that overflows', entry('"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]'), 'bytes, as F32'],
    ['a shape that needs more', entry('"dtype":"F32","shape":[3],"data_offsets":[0,8]'), '12 bytes'],
    ['offsets beyond the end', entry('"dtype":"F32","shape":[3],"data_offsets":[0,12]'), "inside the data's 8 bytes"],
    ['offsets backwards', entry('"dtype":"F32","shape":[2],"data_offsets":[8,0]'), 'inside'],
    ['three offsets', entry('"dtype":"F32","shape":[2],"data_offsets":[0,8,8]'), 'inside'],
    ['a gap at the start', entry('"dtype":"F32","shape":[1],"data_offsets":[4,8]'), 'leave gaps'],
    ['data that nobody names', entry('"dtype":"F32","shape":[1],"data_offsets":[0,4]'), '4 bytes of data'],
    [
      'an overlap',
      file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8),
      'overlap',
    ],
  ])('with %s are refused', (_, bytes, expected) => {
    const error = errorOf(() => readSafetensors(bytes, 'a.safetensors'));
    expect(error.field).toMatch(/^a\.safetensors/);
    expect(error.message).toContain(expected);
  });

  it('that end too early are refused at every length', () => {
    const whole = writeSafetensors([{ name: 'W', dtype: 'F32', shape: [6], data: W }], { a: 'b' });
    for (let length = 0; length < whole.length; ++length) errorOf(() => readSafetensors(whole.subarray(0, length)));
    readSafetensors(whole);
  });

  it('do not pollute prototypes', () => {
    const { tensors } = readSafetensors(file('{"__proto__":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}'));
    expect([...tensors.keys()]).toEqual(['__proto__']);
  });
});
