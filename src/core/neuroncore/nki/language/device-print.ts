import type { IsaDefinition } from '../../isa/definition.ts';
import { viewArgument } from '../../isa/operands.ts';
import type { Instruction } from '../../machine/instruction.ts';
import { operandOf } from '../../machine/instruction.ts';
import { readNumbers } from '../../numeric/integers.ts';
import { valuesOf } from '../../numeric/transfer.ts';

/**
 * `nl.device_print`: sends a tensor to the debug stream. The instruction reads its tensor and does nothing else; whoever
 * runs the kernel shows it with `devicePrintTo`. Source: aws-neuron-sdk nki/api/nki/language, device_print.
 */
export const devicePrint: IsaDefinition = {
  name: 'device_print',
  call: (args, machine, context) => {
    const prefix = args['print_prefix'];
    if (typeof prefix !== 'string')
      return context.raise('TypeError', 'print_prefix must be a constant string');
    machine.issue({
      opcode: 'device_print',
      engine: 'dma',
      trigger: 'sync',
      name: null,
      core: machine.core,
      outputs: [],
      inputs: [{ role: 'src', view: viewArgument(args, 'tensor', context) }],
      attributes: { prefix },
      site: context.site(),
    });
    return null;
  },
};

/** What a `device_print` shows now: its prefix, the type and shape, and the values in rows of the last dimension. */
const printedText = (instruction: Instruction): string => {
  const view = operandOf(instruction, 'src');
  if (view === undefined) return String(instruction.attributes['prefix']);
  const values = new Float64Array(valuesOf(view));
  readNumbers(view, values);
  const [width = 1] = view.shape.slice(-1);
  const rows: string[] = [];
  for (let start = 0; start < values.length; start += width) {
    rows.push(`[${[...values.subarray(start, start + width)].join(', ')}]`);
  }
  return `${String(instruction.attributes['prefix'])} ${view.dtype}(${view.shape.join(', ')})\n${rows.join('\n')}`;
};

/** `nl.device_print` that hands its text to `print` when it runs. */
export const devicePrintTo = (print: (text: string) => void): IsaDefinition => ({
  ...devicePrint,
  execute: (instruction) => print(`${printedText(instruction)}\n`),
});
