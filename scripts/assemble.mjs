// Assembles src/core/neuroncore/numeric/wasm/*.wat into module.ts beside them: once for shared memory, once for memory
// of one thread. The result is kept in the repository, so that building needs no assembler; a test holds it to the text.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../src/core/neuroncore/numeric/wasm', import.meta.url));
const target = join(folder, 'module.ts');

/** The text of the one module that all files make up; imports have to come first. */
const moduleText = () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.wat') && name !== 'memory.wat');
  const texts = ['memory.wat', ...files.sort()].map((name) => readFileSync(join(folder, name), 'utf8'));
  return `(module\n${texts.join('\n')})\n`;
};

const FEATURES = { simd: true, threads: true, bulk_memory: true, sat_float_to_int: true };

const assembled = (wabt, text) => {
  const parsed = wabt.parseWat('numeric.wat', text, FEATURES);
  parsed.validate(FEATURES);
  return Buffer.from(parsed.toBinary({}).buffer).toString('base64');
};

/** What module.ts has to say for the present text. */
export const moduleSource = async () => {
  const text = moduleText();
  const { default: load } = await import('wabt');
  const wabt = await load();
  const line = (name, comment, value) =>
    `\n/** ${comment} */\nexport const ${name} =${value.length > 80 ? '\n  ' : ' '}'${value}';\n`;
  return [
    '// Assembled from the .wat files beside it by scripts/assemble.mjs. Do not edit.\n',
    line('TEXT_SHA256', 'Of the text.', createHash('sha256').update(text).digest('hex')),
    line('SHARED_MODULE', 'For memory that threads share; base64.', assembled(wabt, text)),
    line(
      'SINGLE_MODULE',
      'For memory of one thread; base64.',
      assembled(wabt, text.replace(' shared)', ')')),
    ),
  ].join('');
};

/** Writes module.ts anew when the text is another than the one it was assembled from. */
const isCurrent = () => {
  try {
    return readFileSync(target, 'utf8').includes(createHash('sha256').update(moduleText()).digest('hex'));
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url) && !isCurrent())
  writeFileSync(target, await moduleSource());
