import type { ModelFinding } from '../../model-asset.ts';
import { errorAdvice, type ModelTables } from '../advice.ts';
import type { LargestTensor } from '../reading.ts';
import { finding, gigabytes, listed } from './finding.ts';

const DYNAMIC = 'NCC_EMOD025';
const TOO_LARGE = 'NCC_EVRF024';

/** Sizes known at run time only, which no graph on Neuron may have. */
export const dynamicShapeFindings = (
  shapes: readonly string[],
  { tables }: ModelTables,
): readonly ModelFinding[] => {
  if (shapes.length === 0) return [];
  const { remedy, source } = errorAdvice(tables, DYNAMIC);
  return [
    finding({
      code: 'model.dynamic-shape',
      severity: 'needs-rewrite',
      text: `${shapes.length === 1 ? 'A shape is' : `${shapes.length} shapes are`} known at run time only (${DYNAMIC}): ${listed(shapes, 4)}.`,
      replacement: remedy,
      source,
    }),
  ];
};

/** A tensor that is larger than the compiler takes; split over enough ranks it may fit. */
export const tensorSizeFindings = (
  largest: LargestTensor | null,
  { tables }: ModelTables,
): readonly ModelFinding[] => {
  if (largest === null) return [];
  const { source } = errorAdvice(tables, TOO_LARGE);
  return tables.chips
    .filter(({ tensorBytesMax }) => largest.bytes > tensorBytesMax)
    .map(({ target, tensorBytesMax }) =>
      finding({
        code: 'model.tensor-size',
        severity: 'drop-in',
        targets: [target],
        text: `The largest tensor, ${largest.name.slice(0, 80)}, has ${gigabytes(largest.bytes)}, more than the ${gigabytes(tensorBytesMax)} that compile (${TOO_LARGE}).`,
        replacement: `split it over at least ${Math.ceil(largest.bytes / tensorBytesMax)} ranks by tensor parallelism`,
        source,
      }),
    );
};
