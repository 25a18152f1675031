/** Splits text that arrives in pieces into lines, with a cap on what an endless line may hold. */

/** Longest line that is kept, in UTF-16 code units. */
export const MAX_LINE = 1_048_576;

/** Collects pieces and hands out whole lines, without their line breaks. */
export class LineSplitter {
  #rest = '';
  #skipping = false;
  readonly #onLine: (line: string) => void;
  readonly #onTooLong: () => void;

  /**
   * @param onLine gets every whole line of at most {@link MAX_LINE} characters.
   * @param onTooLong is told of every longer one, whose characters are dropped.
   */
  constructor(onLine: (line: string) => void, onTooLong: () => void) {
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  /** Characters of a line that is not ended yet. */
  get pending(): number {
    return this.#rest.length;
  }

  /** Takes the next piece. */
  push(piece: string): void {
    let from = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      const line = this.#rest === '' ? piece.slice(from, end) : this.#rest + piece.slice(from, end);
      this.#rest = '';
      from = end + 1;
      if (this.#skipping || line.length > MAX_LINE) this.#onTooLong();
      else this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
      this.#skipping = false;
    }
    if (this.#skipping) return;
    this.#rest += piece.slice(from);
    if (this.#rest.length > MAX_LINE) {
      this.#rest = '';
      this.#skipping = true;
    }
  }

  /** Hands out a last line without a line break. */
  end(): void {
    if (this.#skipping) this.#onTooLong();
    else if (this.#rest !== '') this.#onLine(this.#rest);
    this.#rest = '';
    this.#skipping = false;
  }
}
