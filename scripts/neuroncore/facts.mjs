// Writes what the catalogue knows of NeuronCores as one JSON file that a page can fetch, and that the command line reads as
// long as the catalogue is the one of the build: dist/neuroncore-facts.json.
// Run by scripts/ensure.mjs after a build.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { readFactsOfCatalogue } from '../../dist/app/kernel/catalogue-facts.js';
import { factsDigest } from '../../dist/platform/files/neuroncore-facts-ahead.js';

const inRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const catalogue = inRoot('catalog');
const facts = await readFactsOfCatalogue(catalogue);
const json = JSON.stringify(facts);
if (!isDeepStrictEqual(JSON.parse(json), facts))
  throw new Error('JSON cannot say all that the catalogue says');
writeFileSync(inRoot('dist/neuroncore-facts.json'), json);
writeFileSync(inRoot('dist/neuroncore-facts.sha256'), factsDigest(catalogue));
