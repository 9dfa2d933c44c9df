import { InputError } from '../../../input-error.ts';
import type { RangedReader } from '../../../workload/files/ranged-reader.ts';
import { type Tally, tally } from '../census.ts';
import { emptyReading, type LargestTensor, type ModelReading } from '../reading.ts';
import { eachLine, withoutComment } from './lines.ts';
import { type MlirTensorType, tensorBytes, tensorTypeFinder } from './types.ts';

/** Operations of the dialects that become HLO, in their own form and in the generic one. Attributes and types have # or !,
 * entries of dictionaries a value (`mhlo.num_partitions = 1`). */
const OPERATION = /(?<![\w.#!%@])"?(stablehlo|mhlo|chlo|vhlo)\.([a-z]\w*)\b(?!\s*=)/g;
const CUSTOM_CALL = /custom_call(?:_v1)?\s*@([\w$.-]+)|call_target_name\s*=\s*"([^"]{1,200})"/;
/** PyTorch operators in the torch dialect: `torch.aten.add.Tensor`. */
const TORCH = /(?<![\w.#!%@])"?torch\.((?:aten|prims|prim|torchvision)\.[\w.]+)/g;
const MODULE = /^\s*(?:builtin\.)?module\s+@([\w$.-]+)/;
const BYTECODE = [0x4d, 0x4c, 0xef, 0x52];
const MOST_DYNAMIC = 1000;
const DEEPEST_REGION = 10_000;

/** The name the tables use: dialects of one operator set as one, versions of VHLO without their number. */
const tableName = (dialect: string, name: string): string =>
  dialect === 'vhlo'
    ? `stablehlo.${name.replace(/_v\d+$/, '')}`
    : `${dialect === 'mhlo' ? 'stablehlo' : dialect}.${name}`;

const DECISIVE: Readonly<Record<string, string>> = Object.freeze({
  'complex<f32>': 'complex64',
  'complex<f64>': 'complex128',
});
const INTEGER = /^(?:s|u|si|ui|i)(?:32|64)$/;

/** The element type that decides on an operation, as a suffix: complex wherever it stands, integers of the first operand. */
const typeSuffix = (types: readonly MlirTensorType[]): string => {
  for (const { element } of types) {
    const complex = Object.hasOwn(DECISIVE, element) ? DECISIVE[element] : undefined;
    if (complex !== undefined) return `[${complex}]`;
  }
  const [first] = types;
  return first !== undefined && INTEGER.test(first.element) ? `[${first.element}]` : '';
};

/** What a walk over the lines keeps. */
interface Census {
  readonly typesIn: (line: string) => readonly MlirTensorType[];
  readonly operators: Tally;
  readonly types: Tally;
  readonly dynamic: Set<string>;
  readonly torch: Tally;
  /** Operations that opened a region and whose types stand where it closes. */
  readonly open: string[];
  largest: LargestTensor | null;
  module: string | null;
}

/** Calls that StableHLO's own interpreter takes in its tests: `check.expect_eq`. */
const ASSERTION = /^check\./;

const operationsOf = (line: string): readonly string[] => {
  const found: string[] = [];
  for (const [, dialect, name] of line.matchAll(OPERATION)) {
    if (dialect === undefined || name === undefined) continue;
    const operator = tableName(dialect, name);
    const called = operator === 'stablehlo.custom_call' ? CUSTOM_CALL.exec(line) : null;
    const target = called === null ? null : (called[1] ?? called[2] ?? '');
    if (target === null) found.push(operator);
    else if (!ASSERTION.test(target)) found.push(`custom_call:${target}`);
  }
  return found;
};

const readTypes = (census: Census, line: string, types: readonly MlirTensorType[]): void => {
  for (const type of types) {
    census.types.add(type.element);
    const dynamic = !type.ranked || type.sizes.includes(null);
    if (dynamic && census.dynamic.size < MOST_DYNAMIC) census.dynamic.add(type.text.slice(0, 200));
    const bytes = tensorBytes(type);
    if (bytes !== null && (census.largest === null || bytes > census.largest.bytes))
      census.largest = { name: line.trim().slice(0, 60), bytes };
  }
};

const countAll = (census: Census, operators: readonly string[], types: readonly MlirTensorType[]): void => {
  const suffix = typeSuffix(types);
  for (const operator of operators)
    census.operators.add(operator.startsWith('custom_call:') ? operator : `${operator}${suffix}`);
};

const readLine = (census: Census, text: string): void => {
  const line = withoutComment(text);
  if (census.module === null) census.module = MODULE.exec(line)?.[1] ?? null;
  const types = census.typesIn(line);
  readTypes(census, line, types);
  const operators = operationsOf(line);
  const closed = /^\s*\}\)/.test(line) ? census.open.pop() : undefined;
  if (closed !== undefined) countAll(census, [closed], types);
  const [first, ...others] = operators;
  const opens = first !== undefined && line.trimEnd().endsWith('({') && census.open.length < DEEPEST_REGION;
  if (opens) census.open.push(first);
  countAll(census, opens ? others : operators, types);
  if (line.includes('torch.'))
    for (const [, name] of line.matchAll(TORCH)) if (name !== undefined) census.torch.add(name);
};

/**
 * StableHLO, MHLO, CHLO or VHLO as MLIR text: operations, targets of custom calls, element types, sizes known at run time
 * only, by a walk over its lines; and the operators of a PyTorch module in the torch dialect. `[complex64]`, `[i64]` and the
 * like follow an operation's name where that type decides. Types of values that a line repeats are counted each time, so
 * `tensors` of a type are uses. Throws InputError on bytecode.
 */
export const readMlir = (file: RangedReader): ModelReading => {
  const start = file.read(0, BYTECODE.length);
  if (BYTECODE.every((byte, index) => start[index] === byte))
    throw new InputError({
      attempted: 'reading an MLIR file',
      found: 'MLIR bytecode',
      accepted: 'MLIR text, as `stablehlo-opt FILE` prints it',
    });
  const census: Census = {
    typesIn: tensorTypeFinder(),
    operators: tally(),
    types: tally(),
    dynamic: new Set(),
    torch: tally(),
    open: [],
    largest: null,
    module: null,
  };
  const whole = eachLine(file, (line) => readLine(census, line));
  countAll(census, census.open, []);
  return {
    ...emptyReading('stablehlo'),
    architecture: census.module,
    elementTypes: [...census.types.counts]
      .map(([type, tensors]) => ({ type, tensors, elements: 0 }))
      .toSorted((a, b) => b.tensors - a.tensors || (a.type < b.type ? -1 : 1)),
    operators: new Map([...census.operators.counts, ...torchNames(census.torch)]),
    dynamicShapes: [...census.dynamic],
    largestTensor: census.largest,
    remarks: whole ? [] : ['so large that only its beginning was read'],
  };
};

/** `aten.add.Tensor` as `aten::add.Tensor`. */
const torchNames = (torch: Tally): readonly (readonly [string, number])[] =>
  [...torch.counts].map(([name, count]) => [name.replace('.', '::'), count] as const);
