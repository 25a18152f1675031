/** Three tiny assertions, so that the battery needs no test framework. */

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
