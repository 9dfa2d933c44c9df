import type { ModelArchitecture } from '../../../workload/architecture.ts';
import { weightBytes, weightBytesIn } from '../../../workload/footprint.ts';
import type { ModelFinding } from '../../model-asset.ts';
import type { ChipFacts } from '../../tables/anchors.ts';
import { finding, gigabytes } from '../judge/finding.ts';
import { tensorParallelDegrees, validDegrees } from './tensor-parallel.ts';

/** Bytes of a model's weights, as stored and in bf16. */
export interface WeightSizes {
  readonly stored: number;
  /** null where only files were counted, which do not say how many weights a byte holds. */
  readonly bf16: number | null;
}

/** Sizes by formula, with the files' own bytes in place of the stored ones where they are known. */
export const weightSizes = (
  model: ModelArchitecture,
  counted: boolean,
  onDisk: number | null,
): WeightSizes | null => {
  if (!counted) return onDisk === null ? null : { stored: onDisk, bf16: null };
  return { stored: onDisk ?? weightBytes(model, model.formats), bf16: weightBytesIn(model, 'bf16') };
};

const expertsOf = (model: ModelArchitecture): number | null => {
  const counts = model.layers.flatMap(({ feedForward }) =>
    feedForward.kind === 'experts' ? [feedForward.experts] : [],
  );
  return counts.length === 0 ? null : Math.max(...counts);
};

/** The smallest of the degrees at which a rank's share of the weights leaves room for the rest; null where none does. */
export const smallestDegree = (
  bytes: number,
  degrees: readonly number[],
  weightsPerRankBytesMax: number,
): number | null => degrees.find((degree) => bytes / degree <= weightsPerRankBytesMax) ?? null;

const fits = (bytes: number, degree: number, what: string): string =>
  `${what} ${gigabytes(bytes)}: degree ${degree}, ${gigabytes(bytes / degree)} a logical core`;

const room = ({ weightsPerRankBytesMax, logicalCoreBytes }: ChipFacts): string =>
  `${gigabytes(weightsPerRankBytesMax)} of ${gigabytes(logicalCoreBytes)}`;

const tooLarge = (bytes: number, most: number, chip: ChipFacts): ModelFinding =>
  finding({
    code: 'model.memory',
    rule: 'MD-004',
    severity: 'needs-rewrite',
    targets: [chip.target],
    text: `Weights of ${gigabytes(bytes)} leave ${gigabytes(bytes / most)} a logical core at ${most}, the largest valid degree: more than ${room(chip)}.`,
    replacement: 'pad heads to reach a larger degree, or keep fewer bits per weight',
    source: chip.source,
  });

/**
 * Expert parallelism where even the largest degree leaves more than a logical core holds: ep_degree = 64 / T ranks each hold
 * a share of the experts, which must divide; 64 are the logical cores of a node.
 */
const spreadExperts = (
  model: ModelArchitecture,
  bytes: number,
  experts: number,
  chip: ChipFacts,
): ModelFinding => {
  const { target, tensorParallelDegrees: ranks, logicalCoresPerNode: cores, logicalCoreBytes } = chip;
  const choices = validDegrees(tensorParallelDegrees(model, ranks, true))
    .map((degree) => ({ degree, spread: cores / degree }))
    .filter(({ spread }) => spread > 1 && Number.isInteger(spread) && experts % spread === 0);
  const perRank = bytes / cores;
  const possible = choices.length > 0 && perRank <= logicalCoreBytes;
  const said = choices.map(({ degree, spread }) => `TP ${degree} x EP ${spread}`).join(', ');
  return finding({
    code: 'model.experts',
    rule: 'MD-004',
    severity: possible ? 'drop-in' : 'needs-rewrite',
    targets: [target],
    text: `${gigabytes(bytes)} in bf16 do not fit by tensor parallelism alone: ${experts} experts must be spread over the ${cores} logical cores of a node${said === '' ? ', and no valid degree divides them' : ` (${said})`}; ${gigabytes(perRank)} each, of ${gigabytes(logicalCoreBytes)}.`,
    replacement: possible ? `expert parallelism: ${said}` : 'fewer bits per weight, or more than one node',
    source: chip.source,
  });
};

/**
 * The weights against a logical core's memory: the smallest valid degree for the stored format and for bf16, or why none is
 * enough. Of a mixture of experts the rule asks for bf16.
 */
export const memoryFinding = (
  model: ModelArchitecture,
  sizes: WeightSizes,
  chip: ChipFacts,
): ModelFinding => {
  const degrees = validDegrees(tensorParallelDegrees(model, chip.tensorParallelDegrees));
  const most = degrees.at(-1) ?? 1;
  const experts = expertsOf(model);
  const bf16 = sizes.bf16 ?? sizes.stored;
  if (experts !== null && bf16 / most > chip.logicalCoreBytes)
    return spreadExperts(model, bf16, experts, chip);
  const stored = smallestDegree(sizes.stored, degrees, chip.weightsPerRankBytesMax);
  if (stored === null) return tooLarge(sizes.stored, most, chip);
  const wide = smallestDegree(bf16, degrees, chip.weightsPerRankBytesMax);
  const alike = Math.abs(bf16 - sizes.stored) < 0.01 * sizes.stored;
  const inBf16 = wide === null ? `in bf16 ${gigabytes(bf16)}: no valid degree` : fits(bf16, wide, 'in bf16');
  const parts = [fits(sizes.stored, stored, 'as stored'), ...(alike ? [] : [inBf16])];
  return finding({
    code: 'model.memory',
    rule: 'MD-004',
    severity: 'fine',
    targets: [chip.target],
    text: `Smallest degree that leaves room beside the weights (${room(chip)} a logical core): ${parts.join('; ')}.`,
    source: chip.source,
  });
};
