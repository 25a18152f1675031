/**
 * What a worker runs, as text, so that it needs no file of its own and works from sources, bundles and pages alike.
 * It keeps one memory image, runs the strips it is sent and hands back the lists. `listen` and `reply` come from the
 * platform's preamble.
 */
export const WORKER_SOURCE = `
let memory, kernels, outputs;
listen((message) => {
  if (message.type === 'open') {
    memory = new WebAssembly.Memory({ initial: message.image.byteLength / 65536 });
    new Uint8Array(memory.buffer).set(new Uint8Array(message.image));
    kernels = new WebAssembly.Instance(message.module, { env: { memory } }).exports;
    outputs = message.outputs;
  } else if (message.type === 'strips') {
    for (const call of message.calls) kernels[call.kernel](...call.arguments);
  } else {
    const lists = outputs.map(({ best, index, length }) => ({
      best: new Float64Array(memory.buffer.slice(best, best + 8 * length)),
      index: new Int32Array(memory.buffer.slice(index, index + 4 * length)),
    }));
    memory = kernels = undefined;
    reply({ lists }, lists.flatMap(({ best, index }) => [best.buffer, index.buffer]));
    return;
  }
  reply({}, []);
});
`;
