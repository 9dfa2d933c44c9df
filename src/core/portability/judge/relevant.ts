import type { BuyerRisk, Contradiction, Probe } from '../audit.ts';
import type { ModelAsset } from '../model-asset.ts';
import { contradictionsAbout, probeFor, type RiskSubject } from '../tables/knowledge.ts';
import type { PortabilityTables } from '../tables/tables.ts';
import { isNeuron, type Target } from '../target.ts';
import type { Asset, Finding } from '../verdict.ts';
import type { Purpose } from './purpose.ts';

/** What an audit found, to choose by what else its reader has to know. */
export interface Relevant {
  readonly tables: PortabilityTables;
  readonly findings: readonly Finding[];
  readonly models: readonly ModelAsset[];
  readonly assets: readonly Asset[];
  readonly purpose: Purpose;
  readonly targets: readonly Target[];
}

const INT64_RULE = 'TC-011';

const subjectsOf = ({ assets, purpose, findings, models }: Relevant): ReadonlySet<RiskSubject> => {
  const subjects = new Set<RiskSubject>();
  if (purpose.trains && purpose.framework === 'torch') subjects.add('training');
  if (purpose.serves) subjects.add('serving');
  if (models.length > 0 || (purpose.framework === 'torch' && !purpose.trains)) subjects.add('inference');
  if (purpose.framework === 'jax') subjects.add('jax');
  if (assets.some(({ kind }) => kind === 'kernels')) subjects.add('kernels');
  if (findings.some(({ rule, severity }) => rule === INT64_RULE && severity !== 'cosmetic'))
    subjects.add('int64');
  return subjects;
};

/** What a buyer of these targets must know before any finding, in the order of the table. */
export const risksOf = (relevant: Relevant): readonly BuyerRisk[] => {
  const subjects = subjectsOf(relevant);
  return relevant.tables.risks
    .filter(({ targets }) => targets.some((target) => relevant.targets.includes(target)))
    .filter(({ applies }) => applies.some((subject) => subjects.has(subject)))
    .map(({ id, title, text, source, asOf }) => ({ id, title, text, source, asOf }));
};

/** Everything the audit met that a table may speak about: rules, operators, types, codes of model findings, stacks. */
const wordsOf = ({ findings, models, tables, targets }: Relevant): ReadonlySet<string> => {
  const words = new Set<string>();
  for (const { rule } of findings) words.add(rule);
  for (const { operators, elementTypes, findings: found } of models) {
    for (const { operator } of operators) words.add(operator);
    for (const { type } of elementTypes) words.add(type);
    for (const { code } of found) words.add(code).add(code.replace(/^model\./, ''));
  }
  for (const stack of tables.stacks)
    if (stack.targets.some((target) => targets.includes(target))) words.add(stack.id);
  for (const target of targets) words.add(target);
  return words;
};

/** Statements of the vendor that contradict each other about something that was met; both sides of each. */
export const contradictionsOf = (relevant: Relevant): readonly Contradiction[] =>
  relevant.targets.some(isNeuron)
    ? contradictionsAbout(relevant.tables.contradictions, wordsOf(relevant)).map(
        ({ id, topic, sides, used }) => ({ id, topic, sides, used }),
      )
    : [];

const OPEN_STATUSES = new Set([
  'unknown',
  'derived-supported',
  'derived-constrained',
  'supported-constrained',
  'inferred-lowerable',
]);

/** What is not settled: statuses of operators, findings of models that nobody has stated, code on a closed stack. */
const openQuestions = ({ models, assets, purpose, findings }: Relevant): ReadonlyMap<string, string> => {
  const questions = new Map<string, string>();
  for (const { path, operators, findings: found } of models) {
    for (const { status, operator } of operators)
      if (OPEN_STATUSES.has(status) && !questions.has(status))
        questions.set(status, `${operator} in ${path}`);
    for (const { code, severity } of found)
      if (severity === 'unknown' && !questions.has(code)) questions.set(code, path);
  }
  if (assets.some(({ kind }) => kind === 'kernels')) questions.set('kernel', 'kernels of this repository');
  if (purpose.trains) questions.set('training', 'the training code');
  for (const { rule, path } of findings) if (!questions.has(rule)) questions.set(rule, path);
  return questions;
};

/** What would settle each of them, each probe once. */
export const probesOf = (relevant: Relevant): readonly Probe[] => {
  if (!relevant.targets.some(isNeuron)) return [];
  const chosen = new Map<string, Probe>();
  for (const [question, where] of openQuestions(relevant)) {
    const probe = probeFor(relevant.tables.probes, question);
    if (probe === null || chosen.has(probe.id)) continue;
    chosen.set(probe.id, { about: `${probe.about} (${where})`, command: probe.command, cost: probe.cost });
  }
  return [...chosen.values()];
};
