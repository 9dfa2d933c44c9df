import { packageSpelling } from '../files/own-packages.ts';
import type { Rule } from '../rule.ts';
import type { FileScan, Hit } from '../scan.ts';
import type { Finding } from '../verdict.ts';
import { fingerprintOf } from './fingerprint.ts';
import { judgedSeverity } from './severity.ts';

/** Packages the audited repository is itself: their rules find nothing there. */
export type OwnPackages = ReadonlySet<string>;

const findingOf = (scan: FileScan, hit: Hit, rule: Rule): Finding => ({
  ...hit,
  path: scan.path,
  role: scan.role,
  ...judgedSeverity(rule, hit, scan.role),
  fingerprint: fingerprintOf(hit.rule, scan.path, hit.symbol, hit.excerpt),
});

/** A repository is no dependency of itself. */
const isAboutItself = (rule: Rule, own: OwnPackages): boolean =>
  rule.ownPackages.some((name) => own.has(packageSpelling(name)));

/** The hits of all files as findings, in the order of files and lines. */
export const findingsOf = (
  scans: readonly FileScan[],
  rules: ReadonlyMap<string, Rule>,
  own: OwnPackages,
): readonly Finding[] => {
  const silent = new Set([...rules.values()].filter((rule) => isAboutItself(rule, own)).map(({ id }) => id));
  return scans.flatMap((scan) =>
    scan.hits.flatMap((hit) => {
      const rule = rules.get(hit.rule);
      return rule === undefined || silent.has(rule.id) ? [] : [findingOf(scan, hit, rule)];
    }),
  );
};
