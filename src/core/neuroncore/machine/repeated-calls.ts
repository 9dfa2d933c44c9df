import type { IsaDefinition } from '../isa/definition.ts';
import { firstPartition } from '../memory/footprint.ts';
import { isTensor, viewOf } from '../memory/host/tensor-value.ts';
import type { View } from '../memory/view.ts';
import type { Site } from '../python/source.ts';
import type { PyValue } from '../python/values.ts';
import type { Instruction, Operand } from './instruction.ts';
import { hasLayout, type KnownLayout } from './layouts.ts';

/** An operand of a call that is known, as calls that are equal have it elsewhere. */
interface KnownOperand {
  readonly parameter: number;
  readonly layout: KnownLayout;
  readonly partition: number;
  readonly bytesPerPartition: number;
  /** In PSUM, where banks make the place within the partition count: elements; elsewhere null. */
  readonly offset: number | null;
  /** Whether it is an input in the storage of the first output; it then has the same elements. */
  readonly isInPlace: boolean;
}

/** A call with the one instruction that it issued. */
export interface KnownCall {
  readonly site: Site;
  readonly args: readonly PyValue[];
  /** Of each parameter: whether its argument is an operand. */
  readonly isOperand: readonly boolean[];
  /** In the order of the instruction: outputs, then inputs. */
  readonly operands: readonly KnownOperand[];
  /** The kind of its step in the recording. */
  readonly kind: number;
  readonly instruction: Pick<Instruction, 'engine' | 'attributes'>;
  /** As its definition has it. */
  readonly repeats: NonNullable<IsaDefinition['repeats']>;
}

/** What a function's parameters are called, and what they are when nothing is given. */
export interface KnownParameters {
  readonly names: readonly string[];
  readonly defaults: readonly (PyValue | undefined)[];
}

/** Values that mean the same in every call: nobody can change them in between. */
const isFixed = (value: PyValue, fallback: PyValue | undefined): boolean => {
  if (value === fallback || typeof value !== 'object' || value === null) return true;
  if (value.kind === 'tuple') return value.items.every((item) => isFixed(item, undefined));
  if (value.kind === 'host') return FIXED_HOSTS.has(value.type.name);
  return value.kind === 'float' || value.kind === 'native';
};

const FIXED_HOSTS: ReadonlySet<string> = new Set(['enumeration member', 'DType', 'MemoryRegion']);

const sameArgument = (left: PyValue, right: PyValue): boolean => {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (left.kind === 'float' && right.kind === 'float') return Object.is(left.value, right.value);
  if (left.kind !== 'tuple' || right.kind !== 'tuple' || left.items.length !== right.items.length)
    return false;
  return left.items.every((item, index) => sameArgument(item, right.items[index] as PyValue));
};

const sameElements = (left: View, right: View): boolean =>
  left.offset === right.offset &&
  left.dtype === right.dtype &&
  left.shape.join() === right.shape.join() &&
  left.strides.join() === right.strides.join();

const knownOperand = (
  { role, view }: Operand,
  first: View | null,
  args: readonly PyValue[],
  names: readonly string[],
  layoutOf: (role: string, view: View) => KnownLayout,
): KnownOperand | null => {
  const parameter = names.indexOf(role);
  const { storage, offset } = view;
  if (parameter < 0 || viewOf(args[parameter]) !== view) return null;
  if (view.indirection !== null || storage.address !== null) return null;
  const isInPlace = first !== null && storage === first.storage;
  if (isInPlace && !sameElements(view, first)) return null;
  return {
    parameter,
    layout: layoutOf(role, view),
    partition: firstPartition(view),
    bytesPerPartition: storage.bytesPerPartition,
    offset: storage.space === 'psum' ? offset : null,
    isInPlace,
  };
};

/** What to remember of a call that issued the instruction; null when calls that look equal could differ. */
export const knownCall = (
  args: readonly PyValue[],
  { names, defaults }: KnownParameters,
  instruction: Instruction,
  kind: number,
  repeats: KnownCall['repeats'],
  layoutOf: (role: string, view: View) => KnownLayout,
): KnownCall | null => {
  const { outputs, inputs, site, engine, attributes } = instruction;
  const [dst] = outputs;
  if (dst === undefined || outputs.length !== 1) return null;
  const operands: KnownOperand[] = [];
  for (const operand of [dst, ...inputs]) {
    const known = knownOperand(operand, operand === dst ? null : dst.view, args, names, layoutOf);
    if (known === null) return null;
    operands.push(known);
  }
  const isOperand = args.map((_, parameter) => operands.some((each) => each.parameter === parameter));
  if (args.some((value, index) => isOperand[index] === false && !isFixed(value, defaults[index])))
    return null;
  return { site, args, isOperand, operands, kind, instruction: { engine, attributes }, repeats };
};

const matches = (known: KnownOperand, view: View, first: View | null): boolean => {
  const { storage } = view;
  return (
    view.indirection === null &&
    storage.address === null &&
    storage.bytesPerPartition === known.bytesPerPartition &&
    hasLayout(known.layout, view) &&
    firstPartition(view) === known.partition &&
    (known.offset === null || view.offset === known.offset) &&
    (first === null || (storage === first.storage) === known.isInPlace) &&
    (!known.isInPlace || first === null || view.offset === first.offset)
  );
};

/** The operands of a call in the order of the instruction when it is equal to a known one; null when it is not. */
export const operandsOfEqual = (
  known: KnownCall,
  args: readonly PyValue[],
  into: View[],
): readonly View[] | null => {
  const { operands, isOperand } = known;
  for (let index = 0; index < args.length; index += 1)
    if (isOperand[index] === false && !sameArgument(known.args[index] as PyValue, args[index] as PyValue))
      return null;
  for (let index = 0; index < operands.length; index += 1) {
    const operand = operands[index] as KnownOperand;
    const value = args[operand.parameter];
    if (!isTensor(value)) return null;
    const first = index === 0 ? null : (into[0] as View);
    if (!matches(operand, value.value, first)) return null;
    into[index] = value.value;
  }
  return into;
};
