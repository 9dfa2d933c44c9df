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
  ...judgedSeverity(rule, hit, scan),
  fingerprint: fingerprintOf(hit.rule, scan.path, hit.symbol, hit.excerpt),
});

/** A repository is no dependency of itself. */
const isAboutItself = (rule: Rule, own: OwnPackages): boolean =>
  rule.ownPackages.some((name) => own.has(packageSpelling(name)));

/** Modules of the repository itself, by their path without `.py`: `src/kernels`. */
export type OwnModules = ReadonlySet<string>;

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** Whether an import means a module that lies beside the file or at the root, and not the package of that name. */
const isOwnModule = (path: string, { symbol, evidence }: Hit, modules: OwnModules): boolean => {
  if (evidence !== 'syntax') return false;
  const [first = ''] = symbol.split('.');
  return /^\w+$/.test(first) && (modules.has(`${folderOf(path)}${first}`) || modules.has(first));
};

/** The hits of all files as findings, in the order of files and lines. */
export const findingsOf = (
  scans: readonly FileScan[],
  rules: ReadonlyMap<string, Rule>,
  own: OwnPackages,
  modules: OwnModules = new Set(),
): readonly Finding[] => {
  const silent = new Set([...rules.values()].filter((rule) => isAboutItself(rule, own)).map(({ id }) => id));
  return scans.flatMap((scan) =>
    scan.hits.flatMap((hit) => {
      const rule = rules.get(hit.rule);
      if (rule === undefined || silent.has(rule.id) || isOwnModule(scan.path, hit, modules)) return [];
      return [findingOf(scan, hit, rule)];
    }),
  );
};

/** The rule that speaks about the repository itself, where it is a library that others replace; null where none does. */
export const ruleAboutItself = (rules: readonly Rule[], own: OwnPackages): Rule | null =>
  rules.find((rule) => isAboutItself(rule, own)) ?? null;
