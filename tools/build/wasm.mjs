/** Compiles a package's AssemblyScript and embeds the modules as base64 in a TypeScript file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Compiles `assembly/index.ts` of a package once per module and writes `src/wasm.generated.ts`.
 * @param asc the compiler, `assemblyscript/asc`.
 * @param root folder of the package.
 * @param modules name of the exported constant, what it is, and options of the compiler beside the common ones.
 */
export async function embedAssembly(asc, root, modules) {
  const scratch = mkdtempSync(join(tmpdir(), 'tsad-wasm-'));
  let text = '/** Written by scripts/build-wasm.mjs from assembly/; do not edit. */\n';
  try {
    for (const { name, summary, options = [] } of modules) {
      const file = join(scratch, `${name}.wasm`);
      const common = ['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--enable', 'simd'];
      const args = ['assembly/index.ts', '--baseDir', root, '--outFile', file, ...common, ...options];
      const { error, stderr } = await asc.main(args);
      if (error) throw new Error(`assemblyscript failed for ${name}: ${error.message}\n${stderr.toString()}`);
      text += `\n/** ${summary} */\nexport const ${name}: string =\n  '${readFileSync(file).toString('base64')}';\n`;
    }
    writeFileSync(join(root, 'src', 'wasm.generated.ts'), text);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
