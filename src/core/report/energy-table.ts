import type { Candidate, WorkloadEnergy } from '../plan/result.ts';
import { figureCell, type ReportTable, textCell } from './document.ts';
import { formatNumber } from './format.ts';

const row = (
  { rank, systemName, tokensPerSecondPerWatt }: Candidate,
  energy: WorkloadEnergy,
  alone: boolean,
) => [
  { text: formatNumber(rank), sort: rank },
  textCell(systemName),
  textCell(energy.workload),
  figureCell(energy.itWatts),
  figureCell(energy.joulesPerToken),
  figureCell(alone ? tokensPerSecondPerWatt : null),
  figureCell(energy.kwhPerRun),
];

/** Power and energy by workload; work per watt where a candidate has one workload only. */
export const energyTable = (candidates: readonly Candidate[]): ReportTable => ({
  caption: 'Energy: of an output token, prompts included, or of a token trained, lost time included',
  columns: [
    { header: '#', align: 'right' },
    { header: 'system', align: 'left' },
    { header: 'workload', align: 'left' },
    { header: 'IT power', align: 'right', hint: 'mean at the work asked for, spares idle' },
    { header: 'per token', align: 'right', hint: 'IT energy' },
    { header: 'work per watt', align: 'right', hint: 'tokens per second for each watt of IT power' },
    { header: 'per run', align: 'right', hint: 'at the meter, PUE included' },
  ],
  rows: candidates.flatMap((candidate) => {
    const energies = candidate.energy ?? [];
    return energies.map((energy) => row(candidate, energy, energies.length === 1));
  }),
  interactive: true,
});
