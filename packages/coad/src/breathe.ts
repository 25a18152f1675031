/** Lets timers and signals through a long computation. */

const MOST_MILLISECONDS = 40;

/** A function that waits for a turn of the event loop where the last one is some time ago, else returns at once. */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < MOST_MILLISECONDS) return;
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  };
}
