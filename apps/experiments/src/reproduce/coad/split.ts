/**
 * Which series of the UCR archive settings of CoAD may be chosen on. Declared before the first score was computed: the
 * tuning series are 30 of the soft discord's development part, shuffled with seed 606, so that the series held out there
 * are unseen by the choices for either detector.
 */
import { createRandom } from '@tsad/core';

/** Numbers of the series that a choice may look at. */
export const UCR_TUNING: readonly string[] = [
  '011', '012', '017', '024', '030', '034', '035', '063', '088', '106',
  '116', '117', '120', '122', '132', '134', '138', '174', '176', '196',
  '210', '212', '214', '215', '216', '220', '224', '228', '231', '243',
]; // biome-ignore format: one line for ten

/** Whether a choice may look at a series. */
export function isTuning(name: string): boolean {
  return UCR_TUNING.includes(name.slice(0, 3));
}

/**
 * The series in the order in which they are run: the tuning series, then the others, each shuffled, so that whatever part is
 * done is a fair sample.
 * @param names names of all series at hand.
 */
export function runOrder(names: readonly string[]): { tuning: string[]; rest: string[] } {
  const random = createRandom(606);
  const shuffled = (part: string, wanted: boolean): string[] =>
    random.fork(part).shuffle(names.filter((name) => isTuning(name) === wanted).sort());
  return { tuning: shuffled('tuning', true), rest: shuffled('rest', false) };
}
