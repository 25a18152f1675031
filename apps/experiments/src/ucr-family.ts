/** Which series of the UCR archive are of one recording. */

/**
 * The recording a series is cut from: its title without "DISTORTED", "NOISE" and the number at the end. Series of one family
 * are alike, so they stay on one side of a split and are drawn together by a bootstrap.
 */
export function ucrFamily(series: string): string {
  const title = /^\d+_UCR_Anomaly_(.+)_\d+_\d+_\d+$/.exec(series)?.[1] ?? series;
  return title.replace(/^(DISTORTED|NOISE)/, '').replace(/\d+$/, '');
}

/** All families of the series, each once, in order. */
export function ucrFamilies(names: readonly string[]): string[] {
  return [...new Set(names.map(ucrFamily))].sort();
}
