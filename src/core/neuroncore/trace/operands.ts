import type { AttributeValue } from '../machine/instruction.ts';
import type { Step } from '../timing/program.ts';

const attributeText = (value: AttributeValue): string => {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'object' ? `[${value.join(', ')}]` : String(value);
};

/** The operands of a step in one line: `dst=float32[128, 512]@psum stationary=... op=add`. */
export const describeOperands = (step: Step): string => {
  const operands = step.operands.map(
    (each) => `${each.role}=${each.dtype}[${each.partitions}, ${each.elementsPerPartition}]@${each.space}`,
  );
  const attributes = Object.entries(step.attributes)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${attributeText(value)}`);
  return [...operands, ...attributes].join(' ');
};
