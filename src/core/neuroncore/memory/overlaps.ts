import type { Diagnostic } from '../machine/diagnostic.ts';
import { describeSite } from '../python/source.ts';
import type { Lifetime } from './liveness.ts';

interface Standing extends Lifetime {
  readonly partition: number;
  readonly byte: number;
}

const standing = (lifetime: Lifetime): Standing[] => {
  const { address } = lifetime.storage;
  return address === null ? [] : [{ ...lifetime, ...address }];
};

const share = (left: Standing, right: Standing): boolean =>
  left.partition < right.partition + right.storage.partitions &&
  right.partition < left.partition + left.storage.partitions &&
  left.byte < right.byte + right.storage.bytesPerPartition &&
  right.byte < left.byte + left.storage.bytesPerPartition;

const describe = ({ storage, partition, byte }: Standing): string => {
  const place = storage.site === null ? '' : ` of ${describeSite(storage.site)}`;
  return `${storage.name || 'a tensor'}${place} at (${partition}, ${byte})`;
};

const report = (later: Standing, earlier: Standing): Diagnostic[] =>
  later.storage.site === null
    ? []
    : [
        {
          rule: 'manual-overlap',
          severity: 'warning',
          message: `${describe(later)} shares bytes of ${later.storage.space} with ${describe(earlier)}, which is used until after it is written; ${later.storage.partitions} x ${later.storage.bytesPerPartition} and ${earlier.storage.partitions} x ${earlier.storage.bytesPerPartition} bytes.`,
          site: later.storage.site,
        },
      ];

/**
 * Storages at places of the kernel's choice that share bytes while both are in use, each pair of allocating statements
 * once. `lifetimes` are in the order in which they begin. Reports rule `manual-overlap`.
 */
export const findOverlaps = (lifetimes: readonly Lifetime[]): readonly Diagnostic[] => {
  const diagnostics: Diagnostic[] = [];
  const known = new Set<string>();
  let active: Standing[] = [];
  for (const later of lifetimes.flatMap(standing)) {
    active = active.filter(({ to }) => to >= later.from);
    for (const earlier of active) {
      if (!share(later, earlier)) continue;
      for (const diagnostic of report(later, earlier)) {
        const key = `${describeSite(diagnostic.site)} ${earlier.storage.site === null ? '' : describeSite(earlier.storage.site)}`;
        if (!known.has(key)) diagnostics.push(diagnostic);
        known.add(key);
      }
    }
    active.push(later);
  }
  return diagnostics;
};
