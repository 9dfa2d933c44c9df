import { describe, expect, it } from 'vitest';
import { told } from './python-rules.testing.ts';

describe('names in Python', () => {
  it('are followed through every way of importing and assigning them', () => {
    expect(told('import torch\ntorch.cuda.synchronize()\n')).toEqual(['AA-005 2 torch.cuda.synchronize']);
    expect(told('import torch as t\nt.cuda.synchronize()\n')).toEqual(['AA-005 2 torch.cuda.synchronize']);
    expect(told('from torch import cuda as c\nc.synchronize()\n')).toEqual([
      'AA-006 1 torch.cuda',
      'AA-005 2 torch.cuda.synchronize',
    ]);
    expect(told('import torch.cuda as tc\ntc.synchronize()\n')).toEqual([
      'AA-006 1 torch.cuda',
      'AA-005 2 torch.cuda.synchronize',
    ]);
    expect(told('from torch.cuda import synchronize as wait\nwait()\n')).toEqual([
      'AA-006 1 torch.cuda',
      'AA-005 1 torch.cuda.synchronize',
      'AA-005 2 torch.cuda.synchronize',
    ]);
    expect(told('import torch\nc = torch.cuda\nd = c\nd.synchronize()\n')).toEqual([
      'AA-006 2 torch.cuda',
      'AA-006 3 torch.cuda',
      'AA-005 4 torch.cuda.synchronize',
    ]);
  });

  it('are followed through strings that name a member or a module', () => {
    expect(told("import torch\ngetattr(torch, 'cuda').synchronize()\n")).toEqual([
      'AA-005 2 torch.cuda.synchronize',
    ]);
    expect(told("x = getattr(torch, 'cuda')\n")).toEqual(['AA-006 1 torch.cuda', 'AA-002 1 cuda string']);
    expect(told("import importlib\nm = importlib.import_module('torch.cuda')\nm.synchronize()\n")).toEqual([
      'AA-006 2 torch.cuda',
      'AA-005 3 torch.cuda.synchronize',
    ]);
    expect(told("__import__('triton')\n")).toEqual(['AA-009 1 triton']);
    expect(told("triton = pytest.importorskip('triton')\n@triton.jit\ndef k(): pass\n")).toEqual([
      'AA-009 1 triton',
      'AA-008 2 k',
    ]);
  });

  it('mean something else where a parameter, an assignment or a loop gives them anew', () => {
    expect(told('import torch\ndef f(torch):\n    torch.cuda.synchronize()\n')).toEqual([]);
    expect(told('import torch\ndef f():\n    torch = load()\n    torch.cuda.synchronize()\n')).toEqual([]);
    expect(told('from torch import cuda\nfor cuda in []:\n    cuda.synchronize()\n')).toEqual([
      'AA-006 1 torch.cuda',
    ]);
    expect(told('import torch\nf = lambda torch: torch.cuda.synchronize()\n')).toEqual([]);
    expect(told('from mine import torch\ntorch.cuda.synchronize()\n')).toEqual([]);
  });

  it('belong to their scope', () => {
    const text = 'def f():\n    from torch import cuda\n    cuda.synchronize()\ncuda.synchronize()\n';
    expect(told(text)).toEqual(['AA-006 2 torch.cuda', 'AA-005 3 torch.cuda.synchronize']);
    expect(told('class A:\n    import torch as t\n    def f(self):\n        t.cuda.synchronize()\n')).toEqual(
      [],
    );
    const late = 'def f():\n    global c\n    c = torch.cuda\ndef g():\n    c.synchronize()\n';
    expect(told(late)).toEqual(['AA-006 3 torch.cuda', 'AA-005 5 torch.cuda.synchronize']);
  });

  it('keep their import where a branch stands in for one that failed', () => {
    const text =
      'try:\n    import triton\nexcept ImportError:\n    triton = Mock()\n@triton.jit\ndef k(): pass\n';
    expect(told(text)).toEqual(['AA-009 2 triton guarded', 'AA-008 5 k']);
    const none =
      'try:\n    import triton\nexcept ImportError:\n    triton = None\n@triton.jit\ndef k(): pass\n';
    expect(told(none)).toEqual(['AA-009 2 triton guarded', 'AA-008 5 k']);
    const helper = "triton, HAVE = safe_import('triton')\n@triton.jit\ndef k(): pass\n";
    expect(told(helper)).toEqual(['AA-009 1 triton', 'AA-008 2 k']);
  });

  it('do not go round in circles', () => {
    expect(told('cuda = cuda.synchronize\na = b\nb = a\na.cuda()\n')).toEqual(['AA-001 4 .cuda()']);
  });

  it('of a package count where they are imported and where the package itself is used', () => {
    expect(told('import vllm\nfrom vllm import LLM\nvllm.LLM()\nLLM()\n')).toEqual([
      'AA-014 1 vllm',
      'AA-014 2 vllm',
      'AA-014 3 vllm.LLM',
    ]);
    expect(told('from .vllm import LLM\nfrom . import vllm\n')).toEqual([]);
  });
});
