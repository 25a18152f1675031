/** Mouse, touch, pen and keyboard on the canvases, told as moves of the view. */
import { type Box, rowAt } from './geometry.ts';
import { between, pan, type View, whole, zoom } from './view.ts';

/** What gestures read and change. */
export interface Stage {
  length(): number;
  view(): View;
  setView(view: View): void;
  /** The box of the rows on the main canvas. */
  box(): Box;
  /** Whether a point lies on the threshold line. */
  onThreshold(x: number, y: number): boolean;
  dragThreshold(y: number): void;
  /** The pointer rests at a point, or has left. */
  hover(x: number | undefined, y: number): void;
}

/** Wheel and pinch zoom, drag pans, double click shows all, arrow keys and + - Home move, the threshold is draggable. */
export function listenMain(canvas: HTMLCanvasElement, stage: Stage): void {
  const pointers = new Map<number, number>();
  let mode: 'none' | 'pan' | 'threshold' = 'none';
  const row = (x: number): number => rowAt(x, stage.view(), stage.box());
  const rowsPerPixel = (): number => (stage.view().to - stage.view().from) / stage.box().width;

  canvas.addEventListener(
    'wheel',
    (event) => {
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        stage.setView(pan(stage.view(), stage.length(), event.deltaX * rowsPerPixel()));
      } else {
        stage.setView(zoom(stage.view(), stage.length(), 1.0016 ** clampDelta(event), row(event.offsetX)));
      }
      event.preventDefault();
    },
    { passive: false },
  );
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, event.offsetX);
    mode = pointers.size === 1 && stage.onThreshold(event.offsetX, event.offsetY) ? 'threshold' : 'pan';
  });
  canvas.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) {
      canvas.style.cursor = stage.onThreshold(event.offsetX, event.offsetY) ? 'ns-resize' : 'grab';
      stage.hover(event.offsetX, event.offsetY);
      return;
    }
    if (mode === 'threshold') {
      stage.dragThreshold(event.offsetY);
      return;
    }
    canvas.style.cursor = 'grabbing';
    stage.hover(undefined, 0);
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1] ?? before;
      const factor = Math.max(20, Math.abs(before - other)) / Math.max(20, Math.abs(event.offsetX - other));
      stage.setView(zoom(stage.view(), stage.length(), factor, row(other)));
    } else {
      stage.setView(pan(stage.view(), stage.length(), (before - event.offsetX) * rowsPerPixel()));
    }
    pointers.set(event.pointerId, event.offsetX);
  });
  for (const kind of ['pointerup', 'pointercancel'] as const) {
    canvas.addEventListener(kind, (event) => {
      pointers.delete(event.pointerId);
      mode = 'none';
    });
  }
  canvas.addEventListener('pointerleave', () => stage.hover(undefined, 0));
  canvas.addEventListener('dblclick', () => stage.setView(whole(stage.length())));
  canvas.addEventListener('keydown', (event) => {
    const moved = keyMove(event.key, stage.view(), stage.length());
    if (!moved || event.ctrlKey || event.metaKey || event.altKey) return;
    stage.setView(moved);
    event.preventDefault();
  });
}

/** Dragging on the overview moves the frame, or draws a new one where it begins outside. */
export function listenOverview(canvas: HTMLCanvasElement, stage: Stage): void {
  let anchor: number | undefined;
  let moving = false;
  const row = (x: number): number => rowAt(x, whole(stage.length()), stage.box());
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    anchor = row(event.offsetX);
    const { from, to } = stage.view();
    moving = anchor >= from && anchor <= to && to - from < stage.length() * 0.999;
  });
  canvas.addEventListener('pointermove', (event) => {
    if (anchor === undefined) return;
    const at = row(event.offsetX);
    if (moving) {
      stage.setView(pan(stage.view(), stage.length(), at - anchor));
      anchor = at;
    } else {
      stage.setView(between(anchor, at, stage.length()));
    }
  });
  for (const kind of ['pointerup', 'pointercancel'] as const) {
    canvas.addEventListener(kind, () => {
      anchor = undefined;
    });
  }
  canvas.addEventListener('dblclick', () => stage.setView(whole(stage.length())));
}

function keyMove(key: string, view: View, length: number): View | undefined {
  const width = view.to - view.from;
  const middle = (view.from + view.to) / 2;
  switch (key) {
    case 'ArrowLeft':
      return pan(view, length, -0.15 * width);
    case 'ArrowRight':
      return pan(view, length, 0.15 * width);
    case '+':
    case '=':
    case 'ArrowUp':
      return zoom(view, length, 0.6, middle);
    case '-':
    case 'ArrowDown':
      return zoom(view, length, 1 / 0.6, middle);
    case 'Home':
    case '0':
      return whole(length);
    default:
      return undefined;
  }
}

function clampDelta({ deltaY, deltaMode }: WheelEvent): number {
  return Math.max(-240, Math.min(240, deltaMode === 0 ? deltaY : deltaY * 40));
}
