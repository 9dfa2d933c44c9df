import type { Machine } from '../machine/machine.ts';
import { registerHost } from '../memory/host/register.ts';
import type { CallContext, PyValue } from '../python/values.ts';
import { numberOf, registerOf } from './operands.ts';

const bound = (value: PyValue, name: string, context: CallContext): number => {
  const found = numberOf(value) ?? registerOf(value)?.value;
  return found === undefined || !Number.isInteger(found)
    ? context.raise('TypeError', `${name} must be an int or a VirtualRegister that holds one`)
    : found;
};

const stepOf = (value: PyValue, context: CallContext): number =>
  typeof value === 'number' && value > 0
    ? value
    : context.raise(
        'AssertionError',
        'step must be a positive int that is known while the kernel is compiled',
      );

/**
 * The registers that a loop with run-time bounds gives its body, one for each iteration; each holds its value alone and
 * cannot be written. Bounds may be registers; they are read once, before the first iteration. The machine is told where
 * the loop and its iterations begin and where it ends.
 * Source: aws-neuron-sdk nki/deep-dives/nki-dynamic-loops.rst; release-notes/components/nki.rst, 0.4.0.
 */
export const dynamicRange = function* (
  machine: Machine,
  context: CallContext,
  lower: PyValue,
  upper: PyValue,
  step: PyValue = 1,
): Generator<PyValue, void> {
  const first = bound(lower, 'the start of a loop', context);
  const end = bound(upper, 'the end of a loop', context);
  const by = stepOf(step, context);
  machine.loopMark('begin');
  for (let value = first; value < end; value += by) {
    machine.loopMark('iterate');
    yield registerHost(machine.allocateRegister(value), true);
  }
  machine.loopMark('end');
};

/**
 * `nl.fori_loop(lower, upper, body_fun, step)`: calls the body with a register for each value, at run-time bounds.
 * Source: aws-neuron-sdk nki/api/nki/language, fori_loop.
 */
export const runFori = (
  machine: Machine,
  context: CallContext,
  lower: PyValue,
  upper: PyValue,
  step: PyValue,
  body: PyValue,
): PyValue => {
  for (const register of dynamicRange(machine, context, lower, upper, step)) context.call(body, [register]);
  return null;
};

/**
 * `nl.while_loop(init, body_fun)`: calls the body while the register is not zero; the body gets the value in a register
 * of its own and returns the next condition. Source: aws-neuron-sdk nki/api/nki/language, while_loop.
 */
export const runWhile = (machine: Machine, context: CallContext, init: PyValue, body: PyValue): PyValue => {
  let condition = registerOf(init) ?? context.raise('TypeError', 'init must be a VirtualRegister');
  machine.loopMark('begin');
  while (condition.value !== 0) {
    if (Number.isNaN(condition.value)) {
      context.raise(
        'TypeError',
        'the condition of the loop is a VirtualRegister that was never given a value',
      );
    }
    machine.loopMark('iterate');
    const next = context.call(body, [registerHost(machine.allocateRegister(condition.value))]);
    condition =
      registerOf(next) ?? context.raise('TypeError', 'the body of while_loop must return a VirtualRegister');
  }
  machine.loopMark('end');
  return null;
};
