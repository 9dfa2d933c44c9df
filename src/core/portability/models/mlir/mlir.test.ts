import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../input-error.ts';
import { bytesReader } from '../../../workload/files/ranged-reader.ts';
import { readMlir } from './model.ts';

const read = (text: string) => readMlir(bytesReader(new TextEncoder().encode(text)));

const MODULE = `module @jit_f attributes {mhlo.num_partitions = 1 : i32} {
  // stablehlo.sort in a comment
  func.func public @main(%arg0: tensor<4x?xf32> {mhlo.layout_mode = "default"}) -> tensor<4xf32> {
    %0 = stablehlo.constant dense<"0x//00"> : tensor<4xf32>
    %1 = "stablehlo.add"(%0, %0) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    %2 = stablehlo.dot_general %0, %1, contracting_dims = [0] x [0] : (tensor<4x4xi64>, tensor<4x4xi64>) -> tensor<4x4xi64>
    %3 = stablehlo.compare EQ, %0, %1, #stablehlo<comparison_type FLOAT> : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
    %4 = stablehlo.custom_call @AwsNeuronErf(%1) : (tensor<4xf32>) -> tensor<4xf32>
    %5 = "stablehlo.custom_call"(%1) {call_target_name = "cublas.gemm"} : (tensor<4xf32>) -> tensor<4xf32>
    stablehlo.custom_call @check.expect_eq(%1, %1) : (tensor<4xf32>, tensor<4xf32>) -> ()
    %6 = stablehlo.multiply %7, %7 : tensor<2xcomplex<f32>>
    %8 = "stablehlo.reduce"(%7, %7) ({
      ^bb0(%a: tensor<complex<f64>>):
      "stablehlo.return"(%a) : (tensor<complex<f64>>) -> ()
    }) {dimensions = array<i64: 0>} : (tensor<2xcomplex<f64>>) -> tensor<complex<f64>>
    %9 = chlo.erf %1 : tensor<4xf32> -> tensor<4xf32>
    %10 = vhlo.add_v1 %1, %1 : tensor<4xf32>
    %11 = torch.aten.add.Tensor %1, %1 : !torch.vtensor
    return %1 : tensor<4xf32>
  }
}
`;

describe('readMlir', () => {
  it('counts operations in both forms, not comments, attributes or assertions of tests', () => {
    expect(Object.fromEntries(read(MODULE).operators)).toEqual({
      'stablehlo.constant': 1,
      'stablehlo.add': 2,
      'stablehlo.dot_general[i64]': 1,
      'stablehlo.compare': 1,
      'custom_call:AwsNeuronErf': 1,
      'custom_call:cublas.gemm': 1,
      'stablehlo.multiply[complex64]': 1,
      'stablehlo.return[complex128]': 1,
      'stablehlo.reduce[complex128]': 1,
      'chlo.erf': 1,
      'aten::add.Tensor': 1,
    });
  });

  it('names the module and the sizes that are known at run time only', () => {
    const { architecture, dynamicShapes } = read(MODULE);
    expect([architecture, dynamicShapes]).toEqual(['jit_f', ['tensor<4x?xf32>']]);
  });

  it('finds unranked tensors, quantised elements and the largest tensor', () => {
    const reading = read(
      '%0 = stablehlo.abs %1 : tensor<*xf32>\n%2 = x : tensor<65536x65536x!quant.uniform<i8:f32, 1.0>>, tensor<65536x65536xbf16>\n',
    );
    expect(reading.dynamicShapes).toEqual(['tensor<*xf32>']);
    expect(reading.largestTensor?.bytes).toBe(2 ** 33);
    expect(reading.elementTypes.map(({ type }) => type)).toContain('!quant.uniform');
  });

  it('counts the same whatever the size of the pieces it is read in', () => {
    const long = `${MODULE}%99 = stablehlo.constant dense<"0x${'A'.repeat(3_000_000)}"> : tensor<750000xf32>\n${MODULE}`;
    const reading = read(long);
    expect(reading.operators.get('stablehlo.add')).toBe(4);
    expect(reading.operators.get('stablehlo.constant')).toBe(3);
    expect(reading.largestTensor?.bytes).toBe(3_000_000);
  });

  it('refuses bytecode with what to do instead', () => {
    expect(() => readMlir(bytesReader(Uint8Array.from([0x4d, 0x4c, 0xef, 0x52, 1, 2])))).toThrow(
      /stablehlo-opt/,
    );
  });

  it('takes any bytes for text in time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        try {
          expect(readMlir(bytesReader(bytes)).format).toBe('stablehlo');
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 100 },
    );
  });
});
