import type { ModelAsset } from '../../model-asset.ts';
import type { ModelTables } from '../advice.ts';
import type { ModelReading } from '../reading.ts';
import { joined } from './finding.ts';
import { formatFindings } from './format.ts';
import { operatorIndex } from './operator-index.ts';
import { operatorFindings, operatorUses } from './operators.ts';
import { dynamicShapeFindings, tensorSizeFindings } from './shapes.ts';
import { elementFindings } from './types.ts';

/** Turns what was read of a file into an asset: operators looked up, types, shapes and sizes judged for each chip. */
export type ModelJudge = (path: string, bytes: number, reading: ModelReading) => ModelAsset;

/** A judge over the tables, which are indexed once. Findings of the reader come first. */
export const modelJudge = (tables: ModelTables): ModelJudge => {
  const index = operatorIndex(tables);
  return (path, bytes, reading) => {
    const uses = operatorUses(reading.operators, index);
    return Object.freeze({
      path,
      format: reading.format,
      bytes,
      architecture: reading.architecture,
      parameters: reading.parameters,
      elementTypes: reading.elementTypes,
      operators: uses.map(({ chips: _chips, lossy: _lossy, ...use }) => use),
      findings: joined([
        ...reading.findings,
        ...formatFindings(reading.format),
        ...operatorFindings(uses, reading.format, tables),
        ...dynamicShapeFindings(reading.dynamicShapes, tables),
        ...elementFindings(reading.elementTypes, reading.format, tables),
        ...tensorSizeFindings(reading.largestTensor, tables),
      ]),
      remarks: reading.remarks,
    });
  };
};
