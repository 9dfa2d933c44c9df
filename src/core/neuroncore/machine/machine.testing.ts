import type { IsaDefinition } from '../isa/definition.ts';
import type { DType } from '../memory/dtype.ts';
import { testContext, testSite } from '../memory/host/context.testing.ts';
import { product } from '../memory/strides.ts';
import type { Space, View } from '../memory/view.ts';
import { wholeView } from '../memory/whole.ts';
import { createJavascriptKernels } from '../numeric/javascript.ts';
import { readBlock, writeBlock } from '../numeric/transfer.ts';
import type { Site } from '../python/source.ts';
import type { MachineOptions } from './create.ts';
import { testGeneration } from './generation.testing.ts';
import { type Instruction, operandOf } from './instruction.ts';
import type { Machine } from './machine.ts';
import { createSharedMemory } from './shared-memory.ts';

const values = (view: View): Float32Array => {
  const block = new Float32Array(product(view.shape));
  readBlock(view, block);
  return block;
};

/** Copies `src` to `dst`. */
export const copyDefinition: IsaDefinition = {
  name: 'copy',
  call: () => null,
  execute: (instruction) => {
    const src = operandOf(instruction, 'src');
    const dst = operandOf(instruction, 'dst');
    if (src !== undefined && dst !== undefined) writeBlock(dst, values(src));
  },
};

/** Fills `dst` with the attribute `value`. */
export const fillDefinition: IsaDefinition = {
  name: 'fill',
  call: () => null,
  execute: (instruction) => {
    const dst = operandOf(instruction, 'dst');
    const { value } = instruction.attributes;
    if (dst !== undefined) writeBlock(dst, new Float32Array(product(dst.shape)).fill(Number(value)));
  },
};

/** Options of a machine that knows `copy` and `fill`. */
export const testOptions = (changes: Partial<MachineOptions> = {}): MachineOptions => ({
  generation: testGeneration('v3'),
  version: [0, 6],
  strictness: 'strict',
  core: 0,
  coreCount: 1,
  holdsData: true,
  numerics: createJavascriptKernels(1 << 16),
  definitions: new Map([
    ['copy', copyDefinition],
    ['fill', fillDefinition],
  ]),
  shared: createSharedMemory(2 ** 30),
  ...changes,
});

/** The place of a line of a kernel. */
export const lineSite = (line: number): Site => ({ ...testSite, line, endLine: line });

/** A tensor that the machine allocates. */
export const allocated = (
  machine: Machine,
  space: Space,
  shape: readonly number[],
  more: { readonly dtype?: DType; readonly address?: readonly [number, number]; readonly name?: string } = {},
): View => {
  const dtype = more.dtype ?? 'float32';
  const [partition, byte] = more.address ?? [];
  const address = partition === undefined || byte === undefined ? null : { partition, byte };
  const request = { name: more.name ?? 't', space, shape, dtype, address };
  return wholeView(machine.allocate(request, testContext()), shape, dtype);
};

/** An instruction with its operands by role. */
export const instructionOf = (
  opcode: string,
  core: number,
  operands: { readonly dst?: View; readonly src?: View },
  changes: Partial<Instruction> = {},
): Instruction => ({
  opcode,
  engine: 'vector',
  trigger: 'vector',
  name: null,
  core,
  outputs: operands.dst === undefined ? [] : [{ role: 'dst', view: operands.dst }],
  inputs: operands.src === undefined ? [] : [{ role: 'src', view: operands.src }],
  attributes: {},
  site: testSite,
  ...changes,
});

/** The values of a tensor, in row-major order. */
export const valuesIn = (view: View): readonly number[] => [...values(view)];
