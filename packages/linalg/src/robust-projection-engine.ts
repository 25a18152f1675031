/**
 * The fit of whole windows in WebAssembly (assembly/robust-fit.ts): one instance a thread, which keeps the basis of the
 * workspace that it served last and nothing that a result could depend on.
 */
import type { RobustWorkspace } from './robust-workspace.ts';
import { ROBUST_FIT_WASM } from './wasm.generated.ts';

/** What the module exports; places are bytes. */
interface Kernels {
  readonly memory: WebAssembly.Memory;
  readonly x: WebAssembly.Global;
  readonly basis: WebAssembly.Global;
  readonly columns: WebAssembly.Global;
  readonly rowBytes: WebAssembly.Global;
  readonly columnBytes: WebAssembly.Global;
  readonly coefficients: WebAssembly.Global;
  readonly excluded: WebAssembly.Global;
  /** 0 when there is no memory left. */
  reserve(rows: number, rank: number, most: number): number;
  robustFit(budget: number, predictive: number, refine: number): number;
  countOf(): number;
}

/** The instance and what it holds; places are elements of the views. */
interface Engine {
  readonly kernels: Kernels;
  numbers: Float64Array;
  integers: Int32Array;
  /** The basis it holds, by its workspace's edition. */
  edition: object | undefined;
  /** Excluded rows that there is room for. */
  most: number;
  x: number;
  coefficients: number;
  excluded: number;
}

let engine: Engine | undefined;
let missing = false;

/** Fits a window without missing rows and groups; false, with nothing done, where there is no WebAssembly SIMD. */
export function fitCompiled(
  workspace: RobustWorkspace,
  x: Float64Array,
  at: number,
  budget: number,
  predictive: boolean,
  refine: number,
): boolean {
  if (missing) return false;
  engine ??= createEngine();
  if (engine === undefined || !holds(engine, workspace, budget)) return false;
  const { kernels, numbers, integers } = engine;
  const { rows, rank, coefficients, excluded } = workspace;
  for (let i = 0, to = engine.x; i < rows; i++, to++) numbers[to] = x[at + i];
  workspace.steps = kernels.robustFit(budget, predictive ? 1 : 0, refine);
  const count = kernels.countOf();
  for (let k = 0, from = engine.coefficients; k < rank; k++, from++) coefficients[k] = numbers[from];
  for (let c = 0, from = engine.excluded; c < count; c++, from++) excluded[c] = integers[from];
  workspace.count = count;
  workspace.small = false;
  workspace.factored = false;
  return true;
}

/** Validation is the feature test: a machine without SIMD, or a page that forbids WebAssembly, refuses the module. */
function createEngine(): Engine | undefined {
  try {
    const bytes = Uint8Array.from(atob(ROBUST_FIT_WASM), (character) => character.charCodeAt(0));
    const kernels = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Kernels;
    const numbers = new Float64Array(0);
    const integers = new Int32Array(0);
    return { kernels, numbers, integers, edition: undefined, most: 0, x: 0, coefficients: 0, excluded: 0 };
  } catch {
    missing = true;
    return undefined;
  }
}

/** Makes sure that the engine holds the basis of a workspace and has room for its excluded rows. */
function holds(engine: Engine, workspace: RobustWorkspace, budget: number): boolean {
  return (engine.edition === workspace.edition && budget <= engine.most) || load(engine, workspace, budget);
}

function load(engine: Engine, { rows, rank, basis, edition }: RobustWorkspace, budget: number): boolean {
  const { kernels } = engine;
  engine.edition = undefined;
  if (kernels.reserve(rows, rank, budget) === 0) return false;
  if (engine.numbers.buffer !== kernels.memory.buffer) {
    engine.numbers = new Float64Array(kernels.memory.buffer);
    engine.integers = new Int32Array(kernels.memory.buffer);
  }
  const { numbers } = engine;
  const [row, column] = [kernels.rowBytes.value / 8, kernels.columnBytes.value / 8];
  for (let i = 0, p = 0; i < rows; i++) {
    let byRow = kernels.basis.value / 8 + i * row;
    let byColumn = kernels.columns.value / 8 + i;
    for (let k = 0; k < rank; k++, p++, byRow++, byColumn += column) {
      numbers[byRow] = basis[p];
      numbers[byColumn] = basis[p];
    }
  }
  engine.x = kernels.x.value / 8;
  engine.coefficients = kernels.coefficients.value / 8;
  engine.excluded = kernels.excluded.value / 4;
  engine.most = budget;
  engine.edition = edition;
  return true;
}
