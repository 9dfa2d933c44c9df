import type { SideBySide } from '../plan/side-by-side.ts';
import { withDerivations } from './serialise.ts';

/** A comparison as plain JSON data with the derivation of every figure (schemas/comparison.schema.json). */
export const comparisonToJson = (comparison: SideBySide) =>
  withDerivations({ schema: 'rackwright.comparison/1' as const, ...comparison });

/** Its bytes: one blank of indent, newline at the end. */
export const comparisonToText = (comparison: SideBySide): string =>
  `${JSON.stringify(comparisonToJson(comparison), null, 1)}\n`;
