import type { GenerationId } from '../machine/generation.ts';
import type { Call } from './call.ts';
import { refuse } from './call.ts';
import { isAtLeast, memberOf, reportRule } from './operands.ts';

/**
 * What an operator works on: `arithmetic` takes two float32, `unary` one; `bitvec` takes two bit patterns, `bitvecUnary`
 * one; `bypass` gives its first operand. Source: aws-neuron-sdk nki/api/nki.api.shared.rst, "Supported Math Operators".
 */
export type OperatorKind = 'arithmetic' | 'unary' | 'bitvec' | 'bitvecUnary' | 'bypass';

interface OperatorFacts {
  readonly kind: OperatorKind;
  /** Can be the operator of a reduction. */
  readonly reduces: boolean;
  /** First generation whose engines have it. */
  readonly from: GenerationId;
  /** No instruction of the chip computes it; only the vendor's simulator does. */
  readonly simulated: boolean;
}

const facts = (kind: OperatorKind, extra: Partial<OperatorFacts> = {}): OperatorFacts => ({
  kind,
  reduces: false,
  from: 'v2',
  simulated: false,
  ...extra,
});

const REDUCES = { reduces: true };

/** Operators by name. `divide`, `mod` and `fmod` exist in nki.language but on no engine (release-notes/components/nki.rst). */
export const OPERATORS = {
  add: facts('arithmetic', REDUCES),
  subtract: facts('arithmetic', REDUCES),
  multiply: facts('arithmetic', REDUCES),
  maximum: facts('arithmetic', REDUCES),
  minimum: facts('arithmetic', REDUCES),
  equal: facts('arithmetic'),
  not_equal: facts('arithmetic'),
  greater_equal: facts('arithmetic'),
  greater: facts('arithmetic'),
  less_equal: facts('arithmetic'),
  less: facts('arithmetic'),
  logical_and: facts('arithmetic', REDUCES),
  logical_or: facts('arithmetic', REDUCES),
  logical_xor: facts('arithmetic', REDUCES),
  power: facts('arithmetic'),
  abs_max: facts('arithmetic', { from: 'v4' }),
  abs_min: facts('arithmetic', { from: 'v4' }),
  divide: facts('arithmetic', { simulated: true }),
  mod: facts('arithmetic', { simulated: true }),
  fmod: facts('arithmetic', { simulated: true }),
  abs: facts('unary'),
  square: facts('unary', { from: 'v4' }),
  relu: facts('unary', { from: 'v4' }),
  rsqrt: facts('unary'),
  reciprocal: facts('unary'),
  logical_not: facts('unary'),
  bitwise_and: facts('bitvec', REDUCES),
  bitwise_or: facts('bitvec', REDUCES),
  bitwise_xor: facts('bitvec', REDUCES),
  left_shift: facts('bitvec'),
  right_shift: facts('bitvec'),
  invert: facts('bitvecUnary'),
  average: facts('arithmetic', REDUCES),
  bypass: facts('bypass'),
} as const satisfies Readonly<Record<string, OperatorFacts>>;

export type Operator = keyof typeof OPERATORS;

/** Names that numpy and older dialects of NKI use for the same operator. */
const ALIASES: Readonly<Record<string, Operator>> = {
  max: 'maximum',
  amax: 'maximum',
  min: 'minimum',
  amin: 'minimum',
  sub: 'subtract',
  mult: 'multiply',
  mul: 'multiply',
  pow: 'power',
  absolute: 'abs',
  is_equal: 'equal',
  true_divide: 'divide',
  remainder: 'mod',
  bitwise_not: 'invert',
  bitwise_invert: 'invert',
  bitwise_left_shift: 'left_shift',
  bitwise_right_shift: 'right_shift',
  logical_shift_left: 'left_shift',
  logical_shift_right: 'right_shift',
  arith_shift_left: 'left_shift',
  mean: 'average',
};

/** The operator of that name, or undefined when there is none. */
export const operatorNamed = (name: string): Operator | undefined => {
  const plain = name.slice(name.lastIndexOf('.') + 1);
  if (Object.hasOwn(OPERATORS, plain)) return plain as Operator;
  return Object.hasOwn(ALIASES, plain) ? ALIASES[plain] : undefined;
};

export const kindOf = (operator: Operator): OperatorKind => OPERATORS[operator].kind;

/** Whether the operator treats its operands as bit patterns. */
export const isBitvec = (operator: Operator): boolean => kindOf(operator).startsWith('bitvec');

/** Whether the operator takes one operand only. */
export const isUnary = (operator: Operator): boolean =>
  kindOf(operator) === 'unary' || kindOf(operator) === 'bitvecUnary';

/**
 * The operator given for a parameter: `nl.add`, `np.add` or `'add'`. Refuses what is no operator; reports
 * `operator-simulated` for one that no engine computes and `generation` for one that later chips have.
 */
export const operatorArgument = (call: Call, role: string): Operator => {
  const { args, machine, context } = call;
  const name = memberOf(args[role]);
  const operator = name === undefined ? undefined : operatorNamed(name);
  if (operator === undefined) {
    return refuse(
      call,
      'operator-unknown',
      `${role} is ${name ?? 'no operator'}; it must be an operator such as nl.add.`,
    );
  }
  const { from, simulated } = OPERATORS[operator];
  if (simulated) {
    const message = `${role}=${operator} is computed by no engine; write it with other operators (x / y as x * reciprocal(y)).`;
    reportRule(machine, context, 'operator-simulated', message);
  }
  if (!isAtLeast(machine, from)) {
    const message = `${role}=${operator} needs NeuronCore-${from} or newer; the target is NeuronCore-${machine.generation.id}.`;
    reportRule(machine, context, 'generation', message);
  }
  return operator;
};

/** The operator given for a parameter that may be None. */
export const optionalOperator = (call: Call, role: string): Operator | null => {
  const value = call.args[role];
  return value === undefined || value === null ? null : operatorArgument(call, role);
};

/** Reports `operator-unsupported` when the operator is none that the instruction takes there. */
export const requireOperator = (
  { machine, context }: Call,
  role: string,
  operator: Operator,
  accepts: (operator: Operator) => boolean,
): void => {
  if (accepts(operator)) return;
  const accepted = (Object.keys(OPERATORS) as Operator[]).filter(accepts);
  reportRule(
    machine,
    context,
    'operator-unsupported',
    `${role} is ${operator}; the instruction takes ${accepted.join(', ')}.`,
  );
};

/** Two operands, float32 arithmetic. */
export const isArithmetic = (operator: Operator): boolean =>
  kindOf(operator) === 'arithmetic' && operator !== 'average';

/** Arithmetic of one or two operands: everything but bit patterns. */
export const isComputed = (operator: Operator): boolean =>
  isArithmetic(operator) || kindOf(operator) === 'unary';

const COMPARISONS: readonly Operator[] = ['equal', 'less', 'less_equal', 'greater', 'greater_equal'];

/** One of the comparisons that selections take. */
export const isComparison = (operator: Operator): boolean => COMPARISONS.includes(operator);
