import { dynamicRange, runFori, runWhile } from '../isa/dynamic-loops.ts';
import type { Machine } from '../machine/machine.ts';
import { spaceOfValue } from '../memory/host/buffer.ts';
import { dynamicSliceHost } from '../memory/host/dynamic-slice.ts';
import { pyIterator } from '../python/construct.ts';
import type { CallContext, HostType, PyHost, PyValue } from '../python/values.ts';
import type { NkiCall } from './modules.ts';

/** A bound of a loop: an int, or the present value of a register. */
const bound = (value: PyValue | undefined, context: CallContext): number => context.index(value as PyValue);

const limits = (
  args: Readonly<Record<string, PyValue>>,
  context: CallContext,
): readonly [number, number, number] => {
  const { start, stop, step } = args;
  const size = step === undefined || step === null ? 1 : bound(step, context);
  if (size === 0) context.raise('ValueError', 'the step of a range must not be zero');
  return stop === undefined || stop === null
    ? [0, bound(start, context), size]
    : [bound(start, context), bound(stop, context), size];
};

/** `nl.range`, `nl.affine_range`, `nl.sequential_range`, `nl.static_range`: Python's range, unrolled. */
const plainRange: NkiCall = (args, _, context) => {
  const [start, stop, step] = limits(args, context);
  return { kind: 'range', start, stop, step };
};

/** `nl.dynamic_range`: a loop that the device runs; the body sees a register. */
const deviceRange: NkiCall = (args, machine, context) => {
  const { start, stop, step } = args;
  const [lower, upper] = stop === undefined || stop === null ? [0, start] : [start, stop];
  return pyIterator(
    'dynamic_range',
    dynamicRange(machine, context, lower as PyValue, upper as PyValue, step === undefined ? 1 : step),
  );
};

const foriLoop: NkiCall = ({ lower, upper, step, body_fun: body }, machine, context) =>
  runFori(machine, context, lower as PyValue, upper as PyValue, step as PyValue, body as PyValue);

const whileLoop: NkiCall = ({ init, body_fun: body }, machine, context) =>
  runWhile(machine, context, init as PyValue, body as PyValue);

const noReorderType: HostType = {
  name: 'no_reorder',
  enter: (self) => {
    (self as PyHost<Machine>).value.enterNoReorder();
    return self;
  },
  exit: (self) => (self as PyHost<Machine>).value.leaveNoReorder(),
  represent: () => 'nl.no_reorder()',
};

const isSpace =
  (...spaces: readonly string[]): NkiCall =>
  ({ buffer }) => {
    const space = spaceOfValue(buffer);
    return space !== undefined && spaces.includes(space);
  };

/** Functions of `nki.language` about loops, cores, windows and memories, by name. */
export const CONTROL_CALLS: Readonly<Record<string, NkiCall>> = {
  range: plainRange,
  affine_range: plainRange,
  sequential_range: plainRange,
  static_range: plainRange,
  dynamic_range: deviceRange,
  fori_loop: foriLoop,
  while_loop: whileLoop,
  ds: ({ start, size }) => dynamicSliceHost(start as PyValue, size as PyValue),
  no_reorder: (_, machine) => ({ kind: 'host', type: noReorderType, value: machine }),
  program_id: (_, machine) => machine.core,
  num_programs: (_, machine) => machine.coreCount,
  program_ndim: (_, machine) => (machine.coreCount === 1 ? 0 : 1),
  is_hbm: isSpace('hbm', 'shared_hbm'),
  is_sbuf: isSpace('sbuf'),
  is_psum: isSpace('psum'),
  is_on_chip: isSpace('sbuf', 'psum'),
};
