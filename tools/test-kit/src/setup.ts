/** Vitest set-up: the numeric matcher `toBeAllclose`, and fast-check with a fixed, printed seed. */
import fc from 'fast-check';
import { expect } from 'vitest';

declare module 'vitest' {
  interface Assertion<T> {
    /**
     * Every |got - wanted| <= atol + rtol |wanted|; NaN equals NaN, infinities equal themselves. Lengths must agree.
     * Defaults rtol 1e-9, atol 1e-12. A looser value at a call site carries a reason.
     */
    toBeAllclose(expected: number | ArrayLike<number>, tolerance?: { rtol?: number; atol?: number }): T;
  }
}

fc.configureGlobal({ seed: 20, verbose: 1 });

expect.extend({
  toBeAllclose(
    received: number | ArrayLike<number>,
    expected: number | ArrayLike<number>,
    { rtol = 1e-9, atol = 1e-12 }: { rtol?: number; atol?: number } = {},
  ) {
    const got = typeof received === 'number' ? [received] : received;
    const wanted = typeof expected === 'number' ? [expected] : expected;
    if (got.length !== wanted.length) {
      return { pass: false, message: () => `length ${got.length}, expected ${wanted.length}` };
    }
    let worst = -1;
    let excess = 0;
    for (let i = 0; i < wanted.length; i++) {
      if (Object.is(got[i], wanted[i]) || got[i] === wanted[i]) continue;
      const difference = Math.abs(got[i] - wanted[i]);
      const ratio = difference / (atol + rtol * Math.abs(wanted[i]));
      if (!(ratio <= 1) && !(ratio <= excess)) {
        worst = i;
        excess = ratio;
        if (Number.isNaN(ratio)) break;
      }
    }
    return {
      pass: worst < 0,
      message: () =>
        worst < 0
          ? 'all values are close'
          : `[${worst}] is ${got[worst]}, expected ${wanted[worst]} (rtol ${rtol}, atol ${atol}, ${excess} times over)`,
    };
  },
});
