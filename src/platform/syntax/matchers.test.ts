import { describe, expect, it } from 'vitest';
import { scan, told } from './python-rules.testing.ts';

describe('matchers', () => {
  it('tell methods, attributes and arguments from words that look like them', () => {
    expect(told('x.cuda()\nx.cuda\ncuda()\nx.cuda_graph()\n')).toEqual(['AA-001 1 .cuda()']);
    expect(told('if x.is_cuda_graph: pass\ny = x.is_cuda\n')).toEqual(['AA-007 2 .is_cuda fallback']);
    expect(told('DataLoader(d, pin_memory=True)\nf(pin_memory=False)\npin_memory = True\n')).toEqual([
      'AA-012 1 pin_memory=True',
    ]);
    expect(told('f(pin_memory=FLAG, x=1)')).toEqual([]);
    expect(told('import torch\ntorch.compile(m)\ntorch.compile(m, backend="neuron")\n')).toEqual([
      'AA-011 2 torch.compile',
    ]);
  });

  it('find a method in its own line of a chain that goes over several', () => {
    expect(told('y = (\n    model\n    .half()\n    .cuda()\n)\n')).toEqual(['AA-001 4 .cuda()']);
  });

  it('take the whole of a call with the argument that they ask for, so that catch-alls yield', () => {
    expect(told('import torch\ntorch.device("cuda:0")\ntorch.device("cpu")\n')).toEqual([
      'AA-003 2 torch.device("cuda:0")',
    ]);
  });

  it('name kernels after their functions and wrappers after their classes', () => {
    const text =
      'import triton\nfrom torch.autograd import Function\n@triton.jit\n@other\ndef add_kernel(): pass\nclass Add(Function): pass\n';
    expect(told(text)).toEqual(['AA-009 1 triton', 'AA-008 3 add_kernel', 'AA-010 6 Add']);
  });

  it('take adjacent strings for one and read what they are worth', () => {
    expect(told('x = "cu" "da"\n"cuda".upper()\nr"cuda"\n')).toEqual([
      'AA-002 1 cuda string',
      'AA-002 2 cuda string',
      'AA-002 3 "cuda" docstring',
    ]);
    expect(told('x = ("cud" "a", "cuda:1")\n')).toEqual(['AA-002 1 cuda string', 'AA-002 1 cuda:1 string']);
    expect(told("x = b'cuda'\ny = f'cuda:{i}'\nz = 'cuda_x'\n")).toEqual([]);
  });

  it('read the code inside formatted strings', () => {
    expect(told('import torch\nf"{torch.cuda.synchronize()} {x.cuda()}"\n')).toEqual([
      'AA-005 2 torch.cuda.synchronize',
      'AA-001 2 .cuda()',
    ]);
  });

  it('keep a pattern away from a keyword whose value they refused', () => {
    expect(told('load(load_in_8bit=True)\nload(load_in_8bit=False)\nx["load_in_8bit"]\n')).toEqual([
      'AA-018 1 load_in_8bit=True',
      'AA-018 3 load_in_8bit string',
    ]);
  });

  it('ask for company where the rule does', () => {
    expect(told('f(num_gpus=1)\n')).toEqual([]);
    expect(told('import ray\nf(num_gpus=1)\n')).toEqual(['AA-015 2 num_gpus=1']);
  });

  it('leave what reading a model decides to those who read models', () => {
    expect(told('x = {"architectures": []}\n')).toEqual([]);
  });
});

describe('places', () => {
  it('keep comments, docstrings and strings apart from code', () => {
    const text =
      '"""Calls torch.cuda.synchronize()."""\n# torch.cuda.synchronize()\nos.system("nvidia-smi")\nlog("torch.cuda.synchronize")\n';
    expect(told(text)).toEqual([
      'AA-005 1 torch.cuda.synchronize docstring',
      'AA-005 2 torch.cuda.synchronize comment',
      'AA-013 3 nvidia-smi string',
    ]);
  });

  it('give evidence by the tree for matchers and by the text for patterns', () => {
    const { hits } = scan('import torch\ntorch.cuda.synchronize()  # nvidia-smi\n');
    expect(hits.map(({ evidence }) => evidence)).toEqual(['syntax', 'text']);
    expect(hits[0]).toMatchObject({
      column: 1,
      endColumn: 23,
      excerpt: 'torch.cuda.synchronize()  # nvidia-smi',
    });
  });
});
