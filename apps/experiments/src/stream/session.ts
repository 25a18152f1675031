/** A detector and its threshold on an endless series: one record in, one line out; everything survives a restart. */
import {
  decodeSnapshot,
  encodeSnapshot,
  type JsonObject,
  nestedTensors,
  nestTensors,
  type Snapshot,
  SnapshotError,
  type StreamingDetector,
} from '@tsad/core';
import { Spot } from '@tsad/threshold';
import { advance, detectors } from '../detectors.ts';
import type { InputRecord } from './record.ts';

/** What makes a session; a state can only be continued with the same. */
export interface StreamSettings {
  detector: string;
  /** Points per window. */
  window: number;
  /** Points per period; absent where unknown. */
  period?: number;
  /** Wanted share of alarms among normal points. */
  alarmRate: number;
  /** Scores that the threshold is calibrated on before the first alarm. */
  calibration: number;
}

const KIND = 'tsad-stream';
const VERSION = 1;

/** The state of a stream. */
export class StreamSession {
  readonly settings: StreamSettings;
  readonly #detector: StreamingDetector;
  readonly #spot: Spot;
  #count: number;
  #written: { threshold: number; text: string } = { threshold: Number.NaN, text: 'null' };

  private constructor(settings: StreamSettings, detector: StreamingDetector, spot: Spot, count: number) {
    this.settings = settings;
    this.#detector = detector;
    this.#spot = spot;
    this.#count = count;
  }

  /** A session that has seen nothing. */
  static create(settings: StreamSettings): StreamSession {
    const { detector, window, period, alarmRate, calibration } = settings;
    const streaming = detectors[detector].create({ window, period }) as StreamingDetector;
    return new StreamSession(settings, streaming, new Spot({ alarmRate, calibration }), 0);
  }

  /**
   * Continues where {@link StreamSession.encode} was called.
   * @throws SnapshotError when the bytes are no such state.
   */
  static decode(bytes: Uint8Array): StreamSession {
    const { kind, version, meta, tensors } = decodeSnapshot(bytes);
    if (kind !== KIND || version !== VERSION)
      throw new SnapshotError(`not the state of a stream but "${kind}" ${version}`);
    const { settings, count, detector, threshold } = meta as unknown as Meta;
    const restore = Object.hasOwn(detectors, settings.detector) ? detectors[settings.detector].restore : undefined;
    if (!restore) throw new SnapshotError(`its detector "${settings.detector}" is not known here`);
    return new StreamSession(
      settings,
      restore({ ...detector, tensors: nestedTensors('detector.', tensors) }),
      Spot.restore({ ...threshold, tensors: nestedTensors('threshold.', tensors) }),
      count,
    );
  }

  /** Records taken so far. */
  get count(): number {
    return this.#count;
  }

  /** Takes the next records; returns one line of JSON for each, or for each alarm. */
  push(records: readonly InputRecord[], alarmsOnly = false): string {
    const values = new Float64Array(records.length);
    for (let i = 0; i < values.length; i++) values[i] = records[i].value;
    const { scores, expected } = advance(this.#detector, values);
    let lines = '';
    for (let i = 0; i < values.length; i++) {
      const { threshold, pValue, alarm } = this.#spot.update(scores[i]);
      const index = this.#count++;
      if (alarmsOnly && !alarm) continue;
      const { time } = records[i];
      lines += `{"index":${index},${time === undefined ? '' : `"time":${time},`}"value":${json(values[i])}`;
      if (expected) lines += `,"expected":${json(expected[i])}`;
      lines += `,"score":${json(scores[i])},"threshold":${this.#thresholdText(threshold)},"pValue":${json(pValue)},"alarm":${alarm}}\n`;
    }
    return lines;
  }

  /** A threshold holds for many points, so its text is kept. */
  #thresholdText(threshold: number): string {
    if (threshold !== this.#written.threshold) this.#written = { threshold, text: json(threshold) };
    return this.#written.text;
  }

  /** The whole state as bytes. */
  encode(): Uint8Array {
    const { tensors: detectorTensors, ...detector } = this.#detector.snapshot();
    const { tensors: thresholdTensors, ...threshold } = this.#spot.snapshot();
    const settings = JSON.parse(JSON.stringify(this.settings)) as JsonObject;
    return encodeSnapshot({
      kind: KIND,
      version: VERSION,
      meta: { settings, count: this.#count, detector, threshold },
      tensors: { ...nestTensors('detector.', detectorTensors), ...nestTensors('threshold.', thresholdTensors) },
    });
  }
}

type PartHead = Omit<Snapshot, 'tensors'>;

interface Meta {
  settings: StreamSettings;
  count: number;
  detector: PartHead;
  threshold: PartHead;
}

function json(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null';
}
