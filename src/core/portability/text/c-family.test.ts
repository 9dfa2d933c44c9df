import { describe, expect, it } from 'vitest';
import { scanned, told } from './scan.testing.ts';

const inHeader = (text: string): readonly string[] => told('c-family', 'csrc/a.h', text);

describe('C, C++ and CUDA', () => {
  it('tells code from comments and strings', () => {
    const text = [
      'cudaMalloc(&p, n); // cudaMemcpy later',
      '/* cudaStream_t',
      ' * cudaMemcpy */ cudaMemcpy(a);',
      'log("cudaMalloc failed \\" // no comment"); cudaStreamSync();',
      'auto s = R"x(cudaMalloc )" )x"; cudaMemcpyAsync();',
      "char q = '\"'; cudaMalloc(); int big = 1'000'000; cudaMemcpy2D();",
      '#include "cudaStream.h"',
    ].join('\n');
    expect(inHeader(text)).toEqual([
      'CK-13 1 cudaMalloc',
      'CK-13 1 cudaMemcpy comment',
      'CK-13 2 cudaStream_t comment',
      'CK-13 3 cudaMemcpy comment',
      'CK-13 3 cudaMemcpy',
      'CK-13 4 cudaMalloc string',
      'CK-13 4 cudaStreamSync',
      'CK-13 5 cudaMalloc string',
      'CK-13 5 cudaMemcpyAsync',
      'CK-13 6 cudaMalloc',
      'CK-13 6 cudaMemcpy2D',
      'CK-13 7 cudaStream',
    ]);
  });

  it('names kernels where they are declared: past attributes, macros and templates', () => {
    const text = [
      '__global__ void add(float* a) {}',
      'template <typename T, int N> __global__ void __launch_bounds__(N, min(2, 3)) // note',
      'softmax(const T* x) {}',
      'static __global__',
      '    KERNEL_BOUNDS(128) void scale(int n);',
      'extern "C" __global__ __attribute__((used)) void entry() {}',
      'template __global__ void Marlin<ns::kHalf.id(), 256, true>(MARLIN_KERNEL_PARAMS);',
      'extern "C" __global__ void rows_##T##_f16( \\',
      'rows_##T##_f16<<<1, 2>>>(x) \\',
    ].join('\n');
    expect(inHeader(text)).toEqual([
      'CK-2 1 add',
      'CK-2 2 softmax',
      'CK-2 4 scale',
      'CK-2 6 entry',
      'CK-2 7 Marlin',
      'CK-2 8 rows_##T##_f16',
      'CK-2 9 rows_##T##_f16',
    ]);
  });

  it('gives launches the name of their kernel, over lines, past template arguments and through a variable', () => {
    const text = [
      'add<<<grid, block>>>(a);',
      'softmax<float, sizeof(a) == 4><<<dim3(1, 2),',
      '    256, 0, stream>>>(x);',
      'auto kernel = &ns::fwd_kernel<T, 128>;',
      'kernel<<<1, 2>>>(x);',
      'auto f = !small && big ? &ns::large<T, /*Wide=*/true> : &ns::small<T>;',
      'f<<<1, 2>>>(x);',
    ].join('\n');
    expect(inHeader(text)).toEqual(['CK-2 1 add', 'CK-2 2 softmax', 'CK-2 5 fwd_kernel', 'CK-2 7 large']);
    expect(scanned('c-family', 'a.h', text).hits.every(({ evidence }) => evidence === 'syntax')).toBe(true);
  });

  it('takes the marks of a merge conflict, shifts and streams for no launches', () => {
    expect(inHeader('<<<<<<< HEAD\nint a = 1 << 2; std::cout << b << c;\n>>>>>>> main\n')).toEqual([]);
  });

  it('counts no kernels in the 606 files that only instantiate templates', () => {
    const text =
      '// This file is auto-generated.\ntemplate void run_mha_fwd_<80, half_t>(Params &p, cudaStream_t stream);\n';
    expect(told('c-family', 'csrc/flash_fwd_hdim64_sm80.cu', text)).toEqual([
      'CU-1 1 *.cu',
      'CK-13 2 cudaStream_t',
    ]);
  });

  it('sees what a switch guards, on both sides, and not what only asks for a version or includes once', () => {
    const text = [
      '#ifndef CUDA_UTILS_H_',
      '#define CUDA_UTILS_H_',
      'cudaMalloc(1);',
      '#ifdef USE_CUDA',
      '#if defined(A)',
      'cudaMalloc(2);',
      '#endif',
      '#else',
      'cudaMalloc(3);',
      '#endif',
      '#if CUDA_VERSION >= 12000 && __CUDA_ARCH__ > 800',
      'cudaMalloc(4);',
      '#endif',
      '#if 0',
      'cudaMalloc(5);',
      '#else',
      'cudaMalloc(6);',
      '#endif',
      '#endif',
    ].join('\n');
    expect(inHeader(text)).toEqual([
      'CK-13 3 cudaMalloc',
      'CK-13 6 cudaMalloc guarded',
      'CK-13 9 cudaMalloc guarded',
      'CK-13 12 cudaMalloc',
      'CK-13 15 cudaMalloc comment',
      'CK-13 17 cudaMalloc',
    ]);
  });

  it('does not take the mark that a header was read for a use of what it is named after', () => {
    expect(
      inHeader('#ifndef USE_NCCL_H\n#define USE_NCCL_H_\n#define NCCL_ON 1\n#endif // USE_NCCL_H'),
    ).toEqual(['DS-23 3 NCCL_ON']);
  });

  it('reads .cc and .inl by the rules of .cpp and .h', () => {
    expect(told('c-family', 'a.cc', 'cudaMalloc(x);')).toEqual(['CK-13 1 cudaMalloc']);
    expect(told('c-family', 'a.inl', '__global__ void k(int);')).toEqual(['CK-2 1 k']);
  });
});

describe('other languages', () => {
  it('tells comments and strings of Rust, Go, Lua and Julia', () => {
    const rust = '// cudaMalloc\nlet a: &\'a str = r#"cudaMalloc"#; cudaMalloc(p); // x';
    expect(told('other-code', 'a.rs', rust)).toEqual([
      'CK-13 1 cudaMalloc comment',
      'CK-13 2 cudaMalloc string',
      'CK-13 2 cudaMalloc',
    ]);
    expect(told('other-code', 'a.go', 's := `nvidia-smi`\nrun("nvidia-smi") // nvidia-smi')).toEqual([
      'IN-6 1 nvidia-smi string',
      'IN-6 2 nvidia-smi string',
      'IN-6 2 nvidia-smi comment',
    ]);
    expect(told('other-code', 'b.rs', '#[cfg(feature = "flash-attn")]\nuse flash_attn::x;')).toEqual([
      'LB-1 1 flash-attn string guarded',
      'LB-1 2 flash_attn',
    ]);
    expect(told('other-code', 'a.lua', '-- nvidia-smi\nrun(nvidia-smi)')).toEqual([
      'IN-6 1 nvidia-smi comment',
      'IN-6 2 nvidia-smi',
    ]);
    expect(told('other-code', 'a.jl', '#= nvidia-smi\n=# x # nvidia-smi')).toEqual([
      'IN-6 1 nvidia-smi comment',
      'IN-6 2 nvidia-smi comment',
    ]);
  });
});
