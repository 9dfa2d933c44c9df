import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NeuronCoreFacts } from '../../core/report/kernel/facts.ts';

/** What the facts are read from. */
const SOURCES = ['accuracy.json', 'activations.yaml', 'architecture.yaml', 'isa.yaml', 'timing.yaml'];

// Beside the compiled code only: the sources themselves always read the catalogue.
const FACTS = new URL('../../neuroncore-facts.json', import.meta.url);
const STAMP = new URL('../../neuroncore-facts.sha256', import.meta.url);

/** Digest of the files of the catalogue that the facts come from, and of the code that reads them. */
export const factsDigest = (catalogue: string): string => {
  const digest = createHash('sha256');
  for (const name of SOURCES) digest.update(readFileSync(join(catalogue, 'neuroncore', name)));
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const readers = readdirSync(folder).filter((name) => /^neuroncore-.*\.js$/.test(name));
  for (const name of readers.sort()) digest.update(readFileSync(join(folder, name)));
  return digest.digest('base64');
};

/**
 * The facts that the build wrote; undefined without a build, and when the catalogue or the code that reads it is another
 * one than was built. Checking the catalogue against its schemas takes longer than timing a kernel.
 */
export const factsAhead = (catalogue: string): NeuronCoreFacts | undefined => {
  try {
    if (readFileSync(STAMP, 'utf8') !== factsDigest(catalogue)) return undefined;
    return JSON.parse(readFileSync(FACTS, 'utf8')) as NeuronCoreFacts;
  } catch {
    return undefined;
  }
};
