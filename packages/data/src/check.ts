/** Argument checks of the readers: what is no text, no bytes or no object is a TypeError that says so. */

/** Returns `value` when it is a Uint8Array. */
export function checkBytes(where: string, name: string, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`${where}: ${name} must be a Uint8Array, got ${kindOf(value)}`);
}

/** Returns `value` when it is a string. */
export function checkText(where: string, name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`${where}: ${name} must be a string, got ${kindOf(value)}`);
}

/** Returns `value` when it is a string or a Uint8Array. */
export function checkInput(where: string, name: string, value: unknown): string | Uint8Array {
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  throw new TypeError(`${where}: ${name} must be a string or a Uint8Array, got ${kindOf(value)}`);
}

/** Returns `value` when it is an object; `what` says which one is wanted. */
export function checkObject<T>(where: string, name: string, value: T, what: string): T {
  if (typeof value === 'object' && value !== null) return value;
  throw new TypeError(`${where}: ${name} must be ${what}, got ${kindOf(value)}`);
}

/** Asserts that `keys` is a list of names or positions of columns, or undefined. */
export function checkColumnKeys(where: string, name: string, keys: unknown): void {
  if (keys === undefined) return;
  const odd = Array.isArray(keys) ? keys.findIndex((key) => typeof key !== 'string' && typeof key !== 'number') : -1;
  if (Array.isArray(keys) && odd < 0) return;
  const [at, value] = odd < 0 ? ['', keys] : [`[${odd}]`, (keys as unknown[])[odd]];
  const wanted = odd < 0 ? 'a list of names or positions of columns' : 'the name or the position of a column';
  throw new TypeError(`${where}: ${name}${at} must be ${wanted}, got ${kindOf(value)}`);
}

/** What a value is, in a few characters. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return `an object (${value.constructor?.name ?? 'no prototype'})`;
  return typeof value === 'function' ? 'a function' : `a ${typeof value}`;
}
