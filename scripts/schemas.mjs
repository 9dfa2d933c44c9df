// Writes the published JSON Schemas from the schemas the readers use. Run after a build: node scripts/schemas.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SCHEMAS = [
  ['plan.schema.json', '../dist/core/report/json-schema.js', 'planJsonSchema'],
  ['comparison.schema.json', '../dist/core/report/json-schema.js', 'comparisonJsonSchema'],
  ['simulation.schema.json', '../dist/core/report/json-schema.js', 'simulationJsonSchema'],
  ['request.schema.json', '../dist/core/workload/request-json-schema.js', 'requestJsonSchema'],
  ['allocation.schema.json', '../dist/core/report/supply/result-schema.js', 'allocationJsonSchema'],
  ['promise.schema.json', '../dist/core/report/supply/result-schema.js', 'promiseJsonSchema'],
  ['baseline.schema.json', '../dist/core/supply/baseline-file.js', 'baselineJsonSchema'],
  ['audit.schema.json', '../dist/core/report/audit/audit-schema.js', 'auditJsonSchema'],
  ['audit-difference.schema.json', '../dist/core/report/audit/audit-schema.js', 'auditDifferenceJsonSchema'],
  ['audit-baseline.schema.json', '../dist/core/report/audit/baseline-file.js', 'auditBaselineJsonSchema'],
  ['kernel-call.schema.json', '../dist/core/neuroncore/call/schema.js', 'kernelCallJsonSchema'],
  ['kernel-run.schema.json', '../dist/core/report/kernel/kernel-schema.js', 'kernelRunJsonSchema'],
  ['supply.json', '../dist/core/supply/file/json-schema.js', 'supplyJsonSchema'],
];

mkdirSync(fileURLToPath(new URL('../schemas', import.meta.url)), { recursive: true });
for (const [file, module, name] of SCHEMAS) {
  const { [name]: schema } = await import(module);
  writeFileSync(
    fileURLToPath(new URL(`../schemas/${file}`, import.meta.url)),
    `${JSON.stringify(schema(), null, 2)}\n`,
  );
}
