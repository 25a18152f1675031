/** Tells when data stops and when it comes again: silence is news, too. */

/** A timer that every arrival restarts. */
export class SilenceWatch {
  readonly #seconds: number | undefined;
  readonly #count: () => number;
  readonly #tell: (line: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #since = performance.now();
  #silent = false;

  /**
   * @param seconds how long no data may come; undefined watches nothing.
   * @param count values scored so far.
   * @param tell gets one line of JSON when data stops and one when it comes again.
   */
  constructor(seconds: number | undefined, count: () => number, tell: (line: string) => void) {
    this.#seconds = seconds;
    this.#count = count;
    this.#tell = tell;
  }

  /** Data has come. */
  restart(): void {
    if (this.#seconds === undefined) return;
    clearTimeout(this.#timer);
    const now = performance.now();
    if (this.#silent) this.#say('data-resumed', (now - this.#since) / 1000);
    this.#silent = false;
    this.#since = now;
    this.#timer = setTimeout(() => this.#fire(), 1000 * this.#seconds);
  }

  /** Watches no longer. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #fire(): void {
    this.#silent = true;
    this.#say('data-stopped', this.#seconds!);
  }

  #say(event: string, seconds: number): void {
    this.#tell(`{"event":"${event}","index":${this.#count()},"seconds":${Number(seconds.toFixed(3))}}\n`);
  }
}
