import type { ModelArchitecture } from '../../../workload/architecture.ts';
import { tensorParallelObstacles } from '../../../workload/parallel-validity.ts';
import type { ModelFinding, ParallelDegree } from '../../model-asset.ts';
import type { ModelTables } from '../advice.ts';
import { finding } from '../judge/finding.ts';

/** Whether a model divides over so many ranks, which are logical cores on Neuron. */
export interface DegreeJudgement {
  readonly degree: number;
  /** Everything that stands against it; empty where it is valid. */
  readonly obstacles: readonly string[];
  /** Entries of the vocabulary after padding; null where none is needed. */
  readonly paddedVocabulary: number | null;
  /** Query heads after padding where that alone would make the degree valid; null elsewhere. */
  readonly paddedHeads: number | null;
}

const HEADS = /query heads/;

const roundedUp = (value: number, step: number): number => Math.ceil(value / step) * step;

const queryHeadsOf = (model: ModelArchitecture): number | null => {
  const heads = model.layers.flatMap(({ mixer }) =>
    mixer.kind === 'attention' || mixer.kind === 'latent-attention' ? [mixer.queryHeads] : [],
  );
  return heads.length === 0 ? null : Math.max(...heads);
};

/**
 * Every degree with what stands against it: (1) heads divide, (2) an even number of heads per rank, (3) key-value heads
 * divide or are divided, (4) widths divide, (5) the vocabulary divides or is padded. Source:
 * aws-neuron/neuron-agentic-development, skills/neuron-framework-autoport-vllm-neuron/SKILL.md (c793732).
 */
export const tensorParallelDegrees = (
  model: ModelArchitecture,
  ranks: readonly number[],
  expertsSpread = false,
): readonly DegreeJudgement[] => {
  const heads = queryHeadsOf(model);
  return ranks.map((degree) => {
    const obstacles = tensorParallelObstacles(model, degree, { neuron: true, expertsSpread });
    const headsAlone = heads !== null && obstacles.length > 0 && obstacles.every((text) => HEADS.test(text));
    return {
      degree,
      obstacles,
      paddedVocabulary: model.vocabulary % degree === 0 ? null : roundedUp(model.vocabulary, degree),
      paddedHeads: headsAlone ? roundedUp(heads, 2 * degree) : null,
    };
  });
};

/** The degrees nothing stands against, ascending. */
export const validDegrees = (judged: readonly DegreeJudgement[]): readonly number[] =>
  judged.filter(({ obstacles }) => obstacles.length === 0).map(({ degree }) => degree);

const refusals = (judged: readonly DegreeJudgement[]): readonly string[] =>
  judged
    .filter(({ obstacles }) => obstacles.length > 0)
    .map(({ degree, obstacles, paddedHeads }) =>
      [
        `${degree}: ${obstacles.join(', ')}`,
        ...(paddedHeads === null ? [] : [` (valid with heads padded to ${paddedHeads})`]),
      ].join(''),
    );

const degreeOf = ({ degree, obstacles, paddedVocabulary, paddedHeads }: DegreeJudgement): ParallelDegree => {
  const padding = [
    ...(paddedHeads === null ? [] : [`valid with heads padded to ${paddedHeads}`]),
    ...(obstacles.length > 0 || paddedVocabulary === null
      ? []
      : [`vocabulary padded to ${paddedVocabulary}`]),
  ];
  const notes = [...obstacles, ...padding];
  return { degree, valid: obstacles.length === 0, note: notes.length === 0 ? null : notes.join('; ') };
};

const vocabularyNote = (judged: readonly DegreeJudgement[]): string => {
  const padded = judged.filter(
    ({ obstacles, paddedVocabulary }) => obstacles.length === 0 && paddedVocabulary !== null,
  );
  const last = padded.at(-1);
  return last === undefined
    ? ''
    : ` The vocabulary is padded at ${padded.map(({ degree }) => degree).join(', ')} (to ${last.paddedVocabulary} at ${last.degree}).`;
};

/**
 * The degrees in words for the chips that accept them: the valid ones, in logical cores and as nodes where they fill some,
 * and for each other one why not.
 */
export const tensorParallelFindings = (
  model: ModelArchitecture,
  { tables }: ModelTables,
): readonly ModelFinding[] =>
  tables.chips.map(({ target, tensorParallelDegrees: ranks, logicalCoresPerNode }) => {
    const judged = tensorParallelDegrees(model, ranks);
    const valid = validDegrees(judged);
    const most = valid.at(-1);
    const refused = refusals(judged);
    const share = most === undefined ? '' : ` (the largest takes ${most} of a node's ${logicalCoresPerNode})`;
    return finding({
      code: 'model.tensor-parallel',
      rule: 'MD-004',
      severity: 'fine',
      targets: [target],
      text: [
        `Valid tensor-parallel degrees, in logical cores: ${valid.join(', ')}${share}.`,
        vocabularyNote(judged),
        refused.length === 0 ? '' : ` Not valid: ${refused.join('; ')}.`,
      ].join(''),
      source: tables.tensorParallel.source,
      degrees: judged.map(degreeOf),
    });
  });
