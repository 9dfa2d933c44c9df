import type { Diagnostic } from '../machine/diagnostic.ts';
import type { Program } from '../timing/program.ts';
import type { Rates } from '../timing/resolve.ts';
import type { Schedule } from '../timing/schedule.ts';
import type { EngineUse } from '../timing/use.ts';
import { sbufAllocationTable } from './allocation-table.ts';
import { dmaPacketAggregatedTable } from './dma-aggregated-table.ts';
import { dmaPacketTable, dmaUsageTable } from './dma-tables.ts';
import { flowTable, instructionTable, semaphoreTable } from './instruction-tables.ts';
import { psumUsageTable, sbufUsageTable } from './memory-tables.ts';
import { tensorInfoTable, warningTable } from './reference-tables.ts';
import { activeTimeTable, metadataTable, opcodeTable, summaryTable } from './summary-tables.ts';
import type { ProfileTable } from './table.ts';

/**
 * A schedule as the tables that neuron-explorer writes for a profile, as far as an emulator can fill them.
 * Source: aws-neuron-sdk tools/neuron-explorer/profile-schema-reference.rst, schema 7.4.0.
 */
export const profileTables = (
  program: Program,
  played: Schedule,
  use: readonly EngineUse[],
  rates: Rates,
  diagnostics: readonly Diagnostic[],
): readonly ProfileTable[] => [
  metadataTable(program, played, rates),
  summaryTable(program, played, use),
  instructionTable(program, played),
  activeTimeTable(program, played),
  opcodeTable(program, played),
  flowTable(program, played),
  semaphoreTable(program, played),
  dmaPacketTable(program, played),
  dmaPacketAggregatedTable(program, played),
  dmaUsageTable(program, played),
  sbufUsageTable(program, played),
  psumUsageTable(program, played),
  sbufAllocationTable(program, played),
  tensorInfoTable(program),
  warningTable(diagnostics),
];
