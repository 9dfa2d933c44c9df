import type { Audit } from '../../portability/audit.ts';
import { TARGET_NAMES, type Target } from '../../portability/target.ts';
import type { Asset } from '../../portability/verdict.ts';
import { inner, moreRows, section, sentences } from '../supply/terminal-parts.ts';
import { listed } from '../supply/words.ts';
import { terminalTable } from '../table.ts';
import { type AuditTextOptions, elsewhere } from './text-parts.ts';
import { daysCell, VERDICT_MARKS } from './words.ts';

const cellText = (asset: Asset, target: Target): string => {
  const verdict = asset.verdicts.find((each) => each.target === target);
  if (verdict === undefined) return '–';
  return `${VERDICT_MARKS[verdict.verdict]} ${verdict.grade} ${daysCell(verdict.effort)}`;
};

const KEY =
  'Verdict, evidence, days. today: runs today; beta: on a beta stack; port: work; GPU: keep on GPUs; ?: unknown. ' +
  'A: demonstrated; B: documented; C: inferred; D: judgement.';

const leansOnTexts = (audit: Audit): readonly string[] => {
  const published = new Set(
    audit.assets.flatMap(({ verdicts }) => verdicts.flatMap(({ leansOn }) => leansOn)),
  );
  return published.size === 0 ? [] : [`The effort leans on ${listed([...published])}.`];
};

/** The assets against the targets: verdict, grade of evidence and days in each cell. */
export const assetLines = (audit: Audit, options: AuditTextOptions): readonly string[] => {
  if (audit.assets.length === 0) return [];
  const { top, style } = options;
  const targets = audit.targets.map(({ target }) => target);
  const [header = '', ...rows] = terminalTable(
    [
      { header: 'asset', shrinkTo: 8 },
      ...targets.map((target, index) => ({
        header: TARGET_NAMES[target],
        ...(index === 0 ? {} : { dropRank: index }),
      })),
    ],
    audit.assets
      .slice(0, top)
      .map((asset) => [asset.name, ...targets.map((target) => cellText(asset, target))]),
    inner(options),
  );
  const more = moreRows(audit.assets.length, top, elsewhere(options));
  return section(
    'Assets',
    [
      style('bold', header),
      ...rows,
      ...more,
      ...sentences([KEY, ...leansOnTexts(audit)], options).map((line) => style('dim', line)),
    ],
    options,
  );
};
