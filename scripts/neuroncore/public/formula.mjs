// Tensors given by a formula of their index, which no fill can make: {shape, dtype, formula: "i % 4"}.
import { writeFileSync } from 'node:fs';
import { encodeTensor } from '../../../dist/core/neuroncore/call/tensor.js';
import { writeNpy } from '../../../dist/core/neuroncore/numeric/npy.js';

/** The elements: `i` is the position in row-major order, `at` the list of indices, `shape` the shape. */
export const formulaValues = ({ shape, formula }) => {
  const value = new Function('i', 'at', 'shape', `return (${formula});`);
  const count = shape.reduce((all, size) => all * size, 1);
  return Float64Array.from({ length: count }, (_, i) => {
    let rest = i;
    const at = shape.map(() => 0);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      at[axis] = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    return value(i, at, shape);
  });
};

/** The argument with every formula in it written to a .npy file whose name begins with `prefix`. */
export const withFormulas = (argument, prefix, files = { count: 0 }) => {
  if (Array.isArray(argument)) return argument.map((each) => withFormulas(each, prefix, files));
  if (argument === null || typeof argument !== 'object') return argument;
  if (argument.tuple !== undefined) return { tuple: withFormulas(argument.tuple, prefix, files) };
  if (argument.ranks !== undefined) return { ranks: withFormulas(argument.ranks, prefix, files) };
  if (argument.formula === undefined) return argument;
  const { shape, dtype } = argument;
  const file = `${prefix}-${files.count}.npy`;
  files.count += 1;
  writeFileSync(file, writeNpy({ shape, dtype, bytes: encodeTensor(formulaValues(argument), shape, dtype) }));
  return { npy: file, dtype, ...(argument.name === undefined ? {} : { name: argument.name }) };
};
