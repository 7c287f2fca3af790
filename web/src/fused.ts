// Whether this browser's wasm has relaxed SIMD's multiply-add, and this machine does it in one rounding: then its numbers are
// those of the native kernels with fused multiply-add, to the bit.

/**
 * (module (func (export "fuses") (result i32)
 *   (f32.ne (f32.const 0) (f32x4.extract_lane 0 (f32x4.relaxed_madd
 *     (f32x4.splat (f32.const 0x1.001p0)) (f32x4.splat (f32.const 0x1.001p0)) (f32x4.splat (f32.const -0x1.002p0)))))))
 */
const MODULE = 'AGFzbQEAAAABBQFgAAF/AwIBAAcJAQVmdXNlcwAACiUBIwBDAAAAAEMACIA//RNDAAiAP/0TQwAQgL/9E/2FAv0fAFwL';

export function fusesMultiplyAdd(): boolean {
  const bytes = Uint8Array.from(atob(MODULE), (byte) => byte.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return false;
  const { fuses } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  // In two roundings the square of 1 + 2^-12 loses its last term, and nothing is left of it.
  return (fuses as () => number)() === 1;
}
