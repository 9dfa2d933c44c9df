import type { CallContext, HostType, PyHost, PyValue } from '../../python/values.ts';
import type { RegisterValue } from '../view.ts';

const present = (self: PyHost): number => (self.value as RegisterValue).value;

const given = (self: PyHost, context: CallContext, use: string): number => {
  const value = present(self);
  return Number.isNaN(value)
    ? context.raise('TypeError', `a VirtualRegister that was never given a value cannot be used ${use}`)
    : value;
};

/**
 * A register as Python sees it: a condition of `while` and `if`, a bound of loops, an index of tensors. It is no number
 * of the kernel's Python: arithmetic and comparisons are instructions on the chip.
 * Source: aws-neuron-sdk nki/get-started/nki-language-guide.rst, "Dynamic Control Flow"; nki/deep-dives/nki-dynamic-loops.rst.
 */
const registerType = (name: string): HostType => ({
  name,
  binary: (_self, operator, _other, _reflected, context) =>
    operator === '==' || operator === '!='
      ? undefined
      : context.raise(
          'TypeError',
          `'${operator}' on a VirtualRegister: its value exists only on the chip; compute it with nki.isa on a tensor and load it with register_load`,
        ),
  truth: (self, context) => given(self, context, 'as a condition') !== 0,
  index: (self, context) => given(self, context, 'as a bound'),
  hashKey: (self) => `register ${(self.value as RegisterValue).id}`,
  represent: (self) => `VirtualRegister(${(self.value as RegisterValue).id})`,
});

/** The type of registers that a kernel allocates. */
export const REGISTER_TYPE = registerType('VirtualRegister');
/** The type of a loop's own register, which the body cannot write. */
export const FROZEN_REGISTER_TYPE = registerType('VirtualRegister');

/** A register as a Python value; `frozen` for the register of a loop. A value of NaN means that none was given. */
export const registerHost = (register: RegisterValue, frozen = false): PyHost<RegisterValue> => ({
  kind: 'host',
  type: frozen ? FROZEN_REGISTER_TYPE : REGISTER_TYPE,
  value: register,
});

/** Whether a Python value is a register. */
export const isRegister = (value: PyValue | undefined): value is PyHost<RegisterValue> =>
  typeof value === 'object' &&
  value !== null &&
  value.kind === 'host' &&
  (value.type === REGISTER_TYPE || value.type === FROZEN_REGISTER_TYPE);

/** Whether a register is that of a loop: it cannot be the target of a move or a load. */
export const isFrozen = (value: PyHost<RegisterValue>): boolean => value.type === FROZEN_REGISTER_TYPE;
