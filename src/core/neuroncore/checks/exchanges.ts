import type { Diagnostic } from '../machine/diagnostic.ts';
import type { Program, Step } from '../timing/program.ts';
import { stepsOf } from '../timing/step-table.ts';

const isExchange = ({ opcode }: Pick<Step, 'opcode'>): boolean => opcode === 'sendrecv';

const received = (program: Program): readonly Step[] =>
  program.steps.kinds.some(isExchange) ? stepsOf(program).filter(isExchange) : [];

/**
 * Exchanges between two cores of which neither core reads what it received (`exchange-unread`); a core that only sends
 * need not read. Each statement once. Source: aws-neuron-sdk nki/api/nki/isa, sendrecv.
 */
export const findUnreadExchanges = (program: Program): readonly Diagnostic[] => {
  const exchanges = received(program);
  if (exchanges.length === 0) return [];
  const lastRead = new Map<number, number>();
  for (const step of stepsOf(program))
    for (const { storage } of step.reads) lastRead.set(storage, step.sequence);
  const isRead = (step: Step): boolean =>
    step.writes.some(({ storage }) => {
      const read = lastRead.get(storage);
      return read !== undefined && read > step.sequence;
    });
  const used = new Set(exchanges.filter(isRead).map(({ attributes }) => attributes['pipe_id']));
  const unread = new Map(
    exchanges
      .filter(({ attributes }) => !used.has(attributes['pipe_id']))
      .map(({ site }) => [`${site.file.path}:${site.line}:${site.column}`, site] as const),
  );
  return [...unread.values()].map((site) => ({
    rule: 'exchange-unread',
    severity: 'warning' as const,
    message: 'neither core reads what it receives here.',
    site,
  }));
};
