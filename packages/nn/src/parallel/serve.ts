/** What a worker runs. */
import { createEngine, type Engine } from '../engine.ts';
import {
  type Replica,
  type ReplicaFactory,
  type Reply,
  type Request,
  runBlock,
  stateLength,
  writeWeights,
} from './replica.ts';

/** A worker's end of the line to its pool. */
interface Line {
  listen(handle: (request: Request) => void): void;
  send(reply: Reply, transfer: ArrayBuffer[]): void;
}

/**
 * Serves a model to a pool; the one call in a worker's module. The same module serves Web Workers and worker threads of Node.
 * @param create makes the replica, as on the caller's thread.
 * @throws TypeError outside of a worker.
 */
export function serveReplica(create: ReplicaFactory): void {
  const line = openLine();
  let last: Promise<void> = Promise.resolve();
  let open: { engine: Engine; replica: Replica } | undefined;
  let weights: Float32Array = new Float32Array();

  const handle = async (request: Request): Promise<Reply> => {
    if (request.type === 'open') {
      const engine = await createEngine(request.engine);
      open = { engine, replica: create(engine, request.config, request.data) };
      return {};
    }
    const { engine, replica } = open!;
    weights = request.weights ?? weights;
    // Before every block: the one before may have moved running statistics.
    writeWeights(replica, weights);
    return runBlock(engine, replica, request.block, request.into ?? new Float32Array(stateLength(replica)));
  };

  line.listen((request) => {
    last = last
      .then(() => handle(request))
      .catch((error): Reply => ({ error: error instanceof Error ? error.message : String(error) }))
      .then((reply) => line.send(reply, reply.result ? [reply.result.buffer as ArrayBuffer] : []));
  });
}

/** The globals of a Web Worker, or the port of a worker thread, which has no such globals. */
function openLine(): Line {
  if (typeof globalThis.postMessage === 'function' && !('document' in globalThis)) {
    return {
      listen: (handle) => {
        globalThis.onmessage = ({ data }) => handle(data);
      },
      send: (reply, transfer) => globalThis.postMessage(reply, { transfer }),
    };
  }
  const port = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort;
  if (!port) throw new TypeError('serveReplica: there is no pool to serve; call it in the module of a worker');
  return {
    listen: (handle) => void port.on('message', handle),
    send: (reply, transfer) => port.postMessage(reply, transfer),
  };
}
