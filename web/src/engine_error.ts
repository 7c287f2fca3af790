/**
 * Bad input: which field, what it held, what was expected instead. The wording is the engine's own, so that a page, the
 * program and a test say the same.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    readonly field: string,
    readonly value: string,
    readonly expected: string,
  ) {
    super(`${field}${value === '' ? '' : ` = ${value}`}: expected ${expected}`);
  }
}

/** A result that crosses from a worker, where a class would lose its fields. */
export type Outcome<T> = { value: T } | { error: { field: string; value: string; expected: string } };

/** Runs `work`; bad input becomes a value, anything else still throws. */
export function outcome<T>(work: () => T): Outcome<T> {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { error: { field: error.field, value: error.value, expected: error.expected } };
  }
}

/** The value, or the EngineError thrown. */
export function unwrap<T>(result: Outcome<T>): T {
  if ('value' in result) return result.value;
  const { field, value, expected } = result.error;
  throw new EngineError(field, value, expected);
}

/** The Error that ends calls which were given up. */
export function abortError(message: string): Error {
  return new DOMException(message, 'AbortError');
}
