/** Two folders of images, brought to one size. */
import { resolve } from 'node:path';
import type { ImageFilesResult, Images } from '@tsad/data';
import { readImages } from '@tsad/data/node';
import { commandWords } from '../command/advice.ts';
import { UsageError, WorkError } from '../command/errors.ts';
import type { Terminal } from '../command/terminal.ts';
import { allAlike } from '../rows/run-rows.ts';

/** Longest side in pixels where the user sets no size: detectors of pixels see little more at larger ones. */
const DEFAULT_SIDE = 32;

/** One folder, read. */
export interface LoadedFolder extends Pick<ImageFilesResult, 'skipped' | 'resized' | 'otherSizes'> {
  /** As the user named it. */
  folder: string;
  /** Absolute. */
  path: string;
  images: Images & { names: readonly string[] };
}

/** Both folders, in the same size and colours. */
export interface LoadedImages {
  normal: LoadedFolder;
  asked: LoadedFolder;
  notes: string[];
}

/** How the images are wanted. */
export interface ImagesRequest {
  asked: string;
  normal: string;
  /** As 64x48. */
  size?: string;
  grey: boolean;
}

/** Reads both. @throws UsageError for a size that is none, DataError or WorkError where nothing can be looked at. */
export async function loadImages(request: ImagesRequest, terminal: Terminal): Promise<LoadedImages> {
  const wanted = parseSize(request.size);
  const { grey } = request;
  const read = async (folder: string, size: object): Promise<LoadedFolder> => {
    const path = resolve(terminal.cwd, folder);
    const { signal } = terminal;
    const onProgress = (share: number): void => terminal.progress(`reading ${folder}`, share);
    return { folder, path, ...(await readImages(path, { ...size, grey, signal, onProgress, name: folder })) };
  };
  const normal = await read(request.normal, wanted ?? { maximumSide: DEFAULT_SIDE, mixedSizes: true });
  const { width, height } = normal.images;
  const asked = await read(request.asked, { width, height });
  const channels = Math.max(normal.images.channels, asked.images.channels);
  for (const folder of [normal, asked]) if (folder.images.channels < channels) folder.images = coloured(folder.images);
  const { images } = normal;
  if (images.count < 3) {
    throw new WorkError(`${request.normal}: ${images.count} normal images can be read; a detector needs at least 3`);
  }
  if (allAlike(images.pixels, images.pixels.length / images.count)) {
    throw new WorkError(`${request.normal}: all ${images.count} images are the same; give normal images that vary`);
  }
  return { normal, asked, notes: notesOf(normal, asked, wanted === undefined) };
}

function parseSize(size: string | undefined): { width: number; height: number } | undefined {
  if (size === undefined) return undefined;
  const match = /^(\d{1,4})(?:x(\d{1,4}))?$/.exec(size);
  const [width, height] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (!(width >= 1 && height >= 1 && width * height <= 65536)) {
    throw new UsageError(`--size must be a width and a height as 64x48, of at most 65536 pixels, got "${size}"`);
  }
  return { width, height };
}

/** Grey images with three equal channels. */
function coloured<T extends Images>(images: T): T {
  const pixels = new Uint8Array(3 * images.pixels.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = images.pixels[Math.floor(i / 3)];
  return { ...images, pixels, channels: 3 };
}

function notesOf(normal: LoadedFolder, asked: LoadedFolder, byDefault: boolean): string[] {
  const notes: string[] = [];
  const { width, height } = normal.images;
  const resized = normal.resized + asked.resized;
  if (resized > 0) {
    notes.push(
      `${resized} images were scaled to ${width} x ${height} pixels${byDefault ? '; --size sees finer detail, and takes longer' : ''}`,
    );
  }
  if (byDefault && normal.otherSizes > 0) {
    const [first] = normal.images.names;
    notes.push(
      `${normal.folder}: ${normal.otherSizes} of ${normal.images.count} images have another size than ${first}, the first, and take its shape; --size chooses another`,
    );
  }
  for (const { folder, skipped } of [normal, asked]) {
    if (skipped.length === 0) continue;
    notes.push(
      `${folder}: ${skipped.length} ${skipped.length === 1 ? 'file could not be read and was' : 'files could not be read and were'} left out; the first: ${commandWords(skipped[0].reason)}`,
    );
  }
  const plain = countPlain(asked.images);
  if (plain > 0)
    notes.push(`${asked.folder}: ${plain} ${plain === 1 ? 'image is' : 'images are'} of one colour throughout`);
  return notes;
}

/** Images whose pixels are all the same. */
function countPlain({ pixels, count, channels }: Images): number {
  const size = pixels.length / count;
  let plain = 0;
  for (let i = 0; i < count; i++) if (allAlike(pixels.subarray(i * size, (i + 1) * size), channels)) plain++;
  return plain;
}
