/** Errors that a caller may want to tell apart; everything else is a built-in RangeError or TypeError. */

/** Base class of the errors of @tsad that carry a stable `code`. */
export class TsadError extends Error {
  /** Stable, machine-readable name of the failure. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** `score` or `update` was called before `fit` on a detector that must be fitted. */
export class NotFittedError extends TsadError {
  /** @param detector class name, for the message. */
  constructor(detector: string) {
    super('ERR_NOT_FITTED', `${detector}: not fitted yet; await fit(train) before scoring`);
  }
}

/** A snapshot or safetensors file is damaged, unsafe or of another kind. */
export class SnapshotError extends TsadError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_SNAPSHOT', message, options);
  }
}
