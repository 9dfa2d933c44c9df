// Writes what the catalogue knows of NeuronCores as one JSON file that a page can fetch: dist/neuroncore-facts.json.
// Run by scripts/ensure.mjs after a build.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { readNeuronCoreFacts } from '../../dist/app/kernel/environment.js';

const facts = await readNeuronCoreFacts();
const json = JSON.stringify(facts);
if (!isDeepStrictEqual(JSON.parse(json), facts))
  throw new Error('JSON cannot say all that the catalogue says');
writeFileSync(fileURLToPath(new URL('../../dist/neuroncore-facts.json', import.meta.url)), json);
