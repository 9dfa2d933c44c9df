import { type Call, refuse } from './call.ts';
import { numberOf, registerOf } from './operands.ts';

/** An int, or the present value of a register; the fallback for None. Ends the kernel (`argument`) for other values. */
export const integerArgument = (call: Call, role: string, fallback: number): number => {
  const given = call.args[role];
  if (given === undefined || given === null) return fallback;
  const value = numberOf(given) ?? registerOf(given)?.value;
  return value !== undefined && Number.isInteger(value)
    ? value
    : refuse(call, 'argument', `${role} must be an int or a register.`);
};
