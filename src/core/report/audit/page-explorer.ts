import type { Audit } from '../../portability/audit.ts';
import { SEVERITIES } from '../../portability/rule.ts';
import { FILE_ROLES } from '../../portability/scan.ts';
import { TARGET_NAMES } from '../../portability/target.ts';
import { escapeHtml } from '../html.ts';
import { ROLE_WORDS, SEVERITY_MEANINGS, SEVERITY_WORDS } from './words.ts';

type Option = readonly [value: string, text: string];

const select = (id: string, label: string, options: readonly Option[]): string =>
  `<label>${label}<select id="${id}">${options
    .map(([value, text]) => `<option value="${escapeHtml(value)}">${escapeHtml(text)}</option>`)
    .join('')}</select></label>`;

const severityBoxes = (): string =>
  `<fieldset><legend>severity</legend>${SEVERITIES.map(
    (severity, index) =>
      `<label title="${escapeHtml(SEVERITY_MEANINGS[severity])}"><input type="checkbox" name="severity" value="${index}" checked><i class="dot s${index}"></i>${escapeHtml(SEVERITY_WORDS[severity])}</label>`,
  ).join('')}</fieldset>`;

/** The tree of findings with its filters; the script of the page fills it from the page's data. */
export const explorerHtml = (audit: Audit, isCompared: boolean): string => {
  if (audit.findings.length === 0)
    return '<section id="findings"><h2>Findings</h2><p>No rule found anything.</p></section>';
  const roles = FILE_ROLES.filter((role) => audit.findings.some((finding) => finding.role === role));
  const rules = [...new Set(audit.findings.map(({ rule }) => rule))].toSorted();
  const filters = [
    '<label class="grow">words<input id="words" type="search" placeholder="path, symbol, code or rule"></label>',
    select('target', 'work for', [
      ['', 'any target'],
      ...audit.targets.map(({ target }): Option => [target, TARGET_NAMES[target]]),
    ]),
    select('rule', 'rule', [['', 'all rules'], ...rules.map((rule): Option => [rule, rule])]),
    select('role', 'role', [
      ['', 'all roles'],
      ...roles.map((role): Option => [String(FILE_ROLES.indexOf(role)), ROLE_WORDS[role]]),
    ]),
    ...(isCompared
      ? [
          select('state', 'baseline', [
            ['', 'new and known'],
            ['1', 'new'],
            ['2', 'known'],
          ]),
        ]
      : []),
    select('group', 'group by', [
      ['folder', 'folder'],
      ['rule', 'rule'],
    ]),
    severityBoxes(),
    '<button id="everything" type="button">show all</button>',
  ];
  return `<section id="findings"><h2>Findings</h2>
<noscript><p>The tree of findings needs scripts, which are part of this page.</p></noscript>
<form class="filters" role="search" aria-label="filter findings">${filters.join('')}</form>
<p id="count" role="status" aria-live="polite"></p>
<div class="explorer"><div id="tree" role="tree" tabindex="0" aria-label="findings by folder and file"><div id="rows" role="presentation"></div></div>
<div id="detail" role="region" aria-label="finding" tabindex="-1"></div></div>
<div id="printed"></div></section>`;
};
