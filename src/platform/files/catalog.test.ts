import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { machineOf } from '../../core/catalog/machine-of.ts';
import { resolveChip, resolveSystem, resolveSystems } from '../../core/catalog/resolve.ts';
import { loadCatalog } from './catalog.ts';

const ROOT = fileURLToPath(new URL('../../../catalog', import.meta.url));
const GIB = 2 ** 30;

let catalog: Catalog;
beforeAll(async () => {
  catalog = await loadCatalog(ROOT);
});

test('every system that can be planned on resolves at both ends of its intervals', () => {
  const systems = resolveSystems(catalog);
  expect(systems.length).toBeGreaterThan(50);
  for (const system of systems) {
    for (const end of ['low', 'estimate', 'high'] as const) {
      const machine = machineOf(system, end);
      const numbers = [
        machine.hbmBytes,
        machine.hbmBytesPerSecond,
        ...Object.values(machine.peakFlopsPerSecond),
        ...machine.tiers.flatMap((tier) => [tier.bytesPerSecondPerChip, tier.hopSeconds]),
      ];
      for (const number of numbers) expect(number, system.id).toBeGreaterThan(0);
    }
    expect(machineOf(system, 'low').hbmBytesPerSecond).toBeLessThanOrEqual(
      machineOf(system, 'high').hbmBytesPerSecond,
    );
    expect(system.peakWattsPerUnit.low, system.id).toBeGreaterThan(system.idleWattsPerUnit.low);
  }
});

// AWS Neuron documentation, trn2-arch and trainium2: 64 chips x 96 GiB = 6144 GiB and 64 x 2.9 TB/s = 185.6 TB/s.
test('a Trn2 UltraServer has the memory and the bandwidth AWS prints for it', () => {
  const system = resolveSystem(catalog, 'trn2-ultraserver');
  expect(system.chipsPerUnit * system.chip.hbmBytes.estimate).toBe(6144 * GIB);
  expect(system.chipsPerUnit * system.chip.hbmBytesPerSecond.estimate).toBeCloseTo(185.6e12, -6);
});

test('chips resolve by the names people and measurements use', () => {
  const names = ['b200', 'h100-sxm', 'inf2', 'a100-80', 'trn1', 'h200', 'mi300x', 'gb200', 'a100-40', 'trn2'];
  const more = [
    'gb300',
    'rtx-pro-6000',
    'tpu-v7',
    'tpu-v5e',
    'tpu-v6e',
    'tpu-v5p',
    'gaudi2',
    'gaudi3',
    'l40s',
  ];
  const rest = ['tpu-v4', 'mi325x', 'h800', 'mi350x', 'mi355x'];
  for (const name of [...names, ...more, ...rest]) {
    expect(resolveChip(catalog, name).peakFlopsPerSecond.bf16?.estimate, name).toBeGreaterThan(0);
  }
});
