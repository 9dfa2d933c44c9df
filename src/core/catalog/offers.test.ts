import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadCatalog } from '../../platform/files/catalog.ts';
import { resolveSystem } from './resolve.ts';

const catalog = await loadCatalog(fileURLToPath(new URL('../../../catalog', import.meta.url)));
const offersOf = (id: string) => resolveSystem(catalog, id).rent.map((offer) => offer.id);

it('does not offer prices that are no longer in force, though it keeps them as facts', () => {
  expect(catalog.prices.get('aws-cb-2024-12-p5.48xlarge')?.ended).toBe('2025-01');
  expect(offersOf('p5.48xlarge')).toContain('aws-od-p5.48xlarge');
  expect(offersOf('p5.48xlarge').filter((id) => id.includes('2024-12'))).toEqual([]);
});

it('offers a modelled rental price only where nobody quotes one', () => {
  expect(offersOf('dgx-h100').some((id) => id.startsWith('rental-h100'))).toBe(true);
  expect(offersOf('dgx-h100')).not.toContain('sa-h100-rental');
  expect(offersOf('mi355x-8x')).toContain('sa-mi355x-rental');
});
