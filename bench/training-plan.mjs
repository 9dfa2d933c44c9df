// Plans of large pretrainings over the whole catalogue, each in a process that has planned nothing before.
// node bench/training-plan.mjs [--json]   processor time with start-up; budget 2.5 CPU-s for mixtures of experts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usedBy } from './child.mjs';
import { finish, median } from './table.mjs';

const REPEATS = 3;
const MIXTURE_CPU_MS = 2500;

const request = ({ model, tokens, sequence, batch, deadline }) => `name: ${model}
workloads:
  - kind: pretrain
    model: ${model}
    tokens: ${tokens}
    sequence: ${sequence}
    batch: ${batch}
    deadline: ${deadline}
    compute: [fp8, bf16]
`;

const CASES = [
  [
    'DeepSeek-V3 on 14.8T tokens',
    {
      model: 'deepseek-v3',
      tokens: '14.8T tokens',
      sequence: 4096,
      batch: '60M tokens',
      deadline: '60 days',
    },
    MIXTURE_CPU_MS,
  ],
  [
    'Qwen3-30B-A3B on 10T tokens',
    { model: 'qwen3-30b-a3b', tokens: '10T tokens', sequence: 4096, batch: '8M tokens', deadline: '60 days' },
    MIXTURE_CPU_MS,
  ],
  [
    'Llama 3.1 405B on 15T tokens',
    {
      model: 'llama-3.1-405b',
      tokens: '15T tokens',
      sequence: 8192,
      batch: '16M tokens',
      deadline: '90 days',
    },
    undefined,
  ],
];

const folder = mkdtempSync(join(tmpdir(), 'rackwright-bench-'));
const rows = CASES.flatMap(([name, asked, budget]) => {
  const file = join(folder, 'request.yaml');
  writeFileSync(file, request(asked));
  const runs = Array.from({ length: REPEATS }, () => usedBy(['plan', file, '--quiet']));
  return [
    {
      what: `plan, ${name}, with start-up`,
      measured: median(runs.map(({ cpuMs }) => cpuMs)),
      unit: 'CPU-ms',
      better: 'less',
      ...(budget === undefined ? {} : { budget }),
    },
    {
      what: '  memory',
      measured: Math.max(...runs.map(({ megabytes }) => megabytes)),
      unit: 'MB',
      better: 'less',
    },
  ];
});
rmSync(folder, { recursive: true });
finish(rows);
