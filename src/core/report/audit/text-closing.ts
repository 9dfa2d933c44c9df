import type { Audit, Contradiction, Probe } from '../../portability/audit.ts';
import { inner, moreRows, section, sentences } from '../supply/terminal-parts.ts';
import { counted } from '../supply/words.ts';
import { pad, plainText, wrapText } from '../text.ts';
import { type AuditTextOptions, elsewhere } from './text-parts.ts';
import { sourceText } from './words.ts';

const indented = (text: string, options: AuditTextOptions): readonly string[] =>
  wrapText(plainText(text), inner(options) - 2, 2).map((line) => `  ${line}`);

const probeLines = (probe: Probe, options: AuditTextOptions): readonly string[] => [
  ...sentences([probe.about], options),
  ...indented(`$ ${probe.command}`, options),
  ...indented(`costs ${probe.cost}`, options).map((line) => options.style('dim', line)),
];

/** What nobody has published, each with what would settle it. */
export const probesLines = (audit: Audit, options: AuditTextOptions): readonly string[] =>
  section(
    'Unknown, and what settles it',
    [
      ...audit.probes.slice(0, options.top).flatMap((probe) => probeLines(probe, options)),
      ...moreRows(audit.probes.length, options.top, elsewhere(options)),
    ],
    options,
  );

const contradictionLines = (
  { topic, sides, used }: Contradiction,
  options: AuditTextOptions,
): readonly string[] => [
  ...sentences([topic], options),
  ...sides.flatMap(({ says, source, asOf }) => indented(`- ${says} [${sourceText(source, asOf)}]`, options)),
  ...indented(`used here: ${used}`, options).map((line) => options.style('dim', line)),
];

const CONTRADICTIONS_SHOWN = 4;

/** Where the vendor's documents contradict each other: both sides, and the one that is followed. */
export const contradictionsLines = (audit: Audit, options: AuditTextOptions): readonly string[] => {
  const shown = Math.min(CONTRADICTIONS_SHOWN, options.top);
  return section(
    'The documents contradict each other',
    [
      ...audit.contradictions.slice(0, shown).flatMap((each) => contradictionLines(each, options)),
      ...moreRows(audit.contradictions.length, shown, elsewhere(options)),
    ],
    options,
  );
};

const PATH_CHARACTERS_MAX = 120;

/** A path with its end, by which it is known, and its beginning; what lies between deep folders is left out. */
const shortPath = (path: string): string =>
  path.length <= PATH_CHARACTERS_MAX ? path : `${path.slice(0, 40)}…${path.slice(41 - PATH_CHARACTERS_MAX)}`;

/** What was not read or only in part. */
export const unreadLines = ({ coverage }: Audit, options: AuditTextOptions): readonly string[] =>
  section(
    `Not read, or only in part (${counted(coverage.remarks.length, 'remark')})`,
    coverage.remarks.length === 0
      ? []
      : [
          ...coverage.remarks
            .slice(0, options.top)
            .flatMap(({ path, text }) => sentences([`${shortPath(path)}: ${text}`], options)),
          ...moreRows(coverage.remarks.length, options.top, elsewhere(options)),
        ],
    options,
  );

/** What comments in the code suppress, with the reason given there. */
export const suppressionsLines = ({ suppressions }: Audit, options: AuditTextOptions): readonly string[] =>
  section(
    'Suppressed in the code',
    [
      ...suppressions
        .slice(0, options.top)
        .flatMap(({ rule, path, line, hits, reason }) =>
          sentences([`${rule} ${path}:${line} (${counted(hits, 'hit')}): ${reason}`], options),
        ),
      ...moreRows(suppressions.length, options.top, elsewhere(options)),
    ],
    options,
  );

const LABEL_CELLS = 10;

/** Where to read on: files that were written, and the command that explains the rule that weighs most. */
export const whereLines = (first: string | undefined, options: AuditTextOptions): readonly string[] => {
  const { written, columns } = options;
  const places: readonly (readonly [string, string | null | undefined])[] = [
    ['Report', written?.html],
    ['SARIF', written?.sarif],
    ['Baseline', written?.baseline],
    ['Explain', first === undefined ? null : `rackwright audit --explain ${first}`],
  ];
  const lines = places.flatMap(([label, place]) =>
    place === null || place === undefined
      ? []
      : wrapText(place, columns - LABEL_CELLS).map(
          (line, index) => pad(index === 0 ? label : '', LABEL_CELLS, 'left') + line,
        ),
  );
  return lines.length === 0 ? [] : ['', ...lines];
};
