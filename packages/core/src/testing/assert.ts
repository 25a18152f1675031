/** A few tiny assertions, so that the battery needs no test framework. */

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

export function assertSame(got: unknown, wanted: unknown, what: string): void {
  assert(Object.is(got, wanted), `${what} is ${String(got)}, expected ${String(wanted)}`);
}

/** What the action threw or rejected with; undefined when it went well. */
export async function rejection(action: () => unknown): Promise<unknown> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error ?? new Error('rejected with nothing');
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `no error (${String(error)})`;
}

/** Asserts that the scores behind the warm-up are finite. */
export function assertNumbers(scores: Float64Array, warmup: number): void {
  for (let i = warmup; i < scores.length; i++) assert(Number.isFinite(scores[i]), `score[${i}] = ${scores[i]}`);
}

/** Asserts equality bit for bit. */
export function assertScores(got: Float64Array, wanted: Float64Array): void {
  assertSame(got.length, wanted.length, 'length');
  for (let i = 0; i < wanted.length; i++) {
    assert(Object.is(got[i], wanted[i]), `[${i}] is ${got[i]}, expected ${wanted[i]}`);
  }
}
