import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type PythonScanner, preparePythonScanner } from '../../core/portability/python/scanner.ts';
import { bareTree } from '../../core/portability/python/tree.ts';
import type { PythonMatcher, Rule } from '../../core/portability/rule.ts';
import type { FileScan } from '../../core/portability/scan.ts';
import { openPythonScanner } from './python-scanner.ts';

const rule = (
  id: string,
  pattern: string,
  python: readonly PythonMatcher[],
  more: Partial<Rule> = {},
): Rule => ({
  id,
  category: 'torch-device',
  title: id,
  files: ['*.py', '*.ipynb'],
  pattern,
  python,
  requires: null,
  general: false,
  decidedBy: 'scanner',
  why: 'a test',
  severity: 'drop-in',
  replacements: {
    neuron: { text: 'x', source: null },
    rocm: { text: 'x', source: null },
    tpu: { text: 'x', source: null },
  },
  effort: { unit: 'site', daysLow: 1, daysHigh: 1, reasoning: 'a test' },
  guard: null,
  ownPackages: [],
  positive: [],
  negative: [],
  ...more,
});

const reference = (name: string): PythonMatcher => ({ kind: 'reference', name });

const RULES: readonly Rule[] = [
  rule('AA-001', String.raw`\.cuda\(`, [{ kind: 'method', name: 'cuda' }]),
  rule('AA-002', String.raw`['"]cuda(?::\d+)?['"]`, [{ kind: 'string', value: '^cuda(:\\d+)?$' }], {
    general: true,
  }),
  rule('AA-003', String.raw`torch\.device\(\s*['"]cuda`, [
    { kind: 'call', name: 'torch.device', argument: '^f?[\'"]cuda' },
  ]),
  rule('AA-004', String.raw`torch\.cuda\.is_available\b`, [reference('torch.cuda.is_available')]),
  rule('AA-005', String.raw`torch\.cuda\.synchronize\b`, [reference('torch.cuda.synchronize')]),
  rule(
    'AA-006',
    String.raw`torch\.cuda\b`,
    [reference('torch.cuda'), { kind: 'import', module: 'torch.cuda' }],
    {
      general: true,
    },
  ),
  rule('AA-007', String.raw`\.is_cuda\b`, [{ kind: 'attribute', name: 'is_cuda' }]),
  rule('AA-008', String.raw`@triton\.jit`, [{ kind: 'decorator', name: 'triton.jit' }], {
    effort: { unit: 'kernel', daysLow: 3, daysHigh: 8, reasoning: 'a test' },
  }),
  rule('AA-009', String.raw`^\s*import triton\b|^\s*from triton\b`, [{ kind: 'import', module: 'triton' }]),
  rule('AA-010', String.raw`autograd\.Function`, [{ kind: 'subclass', name: 'torch.autograd.Function' }]),
  rule('AA-011', String.raw`torch\.compile\(`, [
    { kind: 'call', name: 'torch.compile', withoutKeyword: 'backend' },
  ]),
  rule('AA-012', String.raw`pin_memory\s*=\s*True`, [
    { kind: 'keyword', name: 'pin_memory', value: '^True$' },
  ]),
  rule('AA-013', String.raw`\bnvidia-smi\b`, [{ kind: 'text' }]),
  rule('AA-014', String.raw`\bvllm\b`, [{ kind: 'import', module: 'vllm' }, reference('vllm')]),
  rule('AA-015', String.raw`num_gpus\s*=`, [{ kind: 'keyword', name: 'num_gpus' }], {
    requires: '\\bray\\b',
  }),
  rule('AA-016', String.raw`\bGradScaler\b`, [reference('torch.amp.GradScaler')]),
  rule('AA-017', '"architectures"', [], { decidedBy: 'model-reader' }),
];

let scanner: PythonScanner;
beforeAll(async () => {
  scanner = await openPythonScanner(RULES);
});

const scan = (text: string, path = 'a.py'): FileScan => scanner.scan(path, 'source', text);

/** `rule line symbol`, and place and circumstance where they are not those of plain code. */
const told = (text: string, path?: string): readonly string[] =>
  scan(text, path).hits.map(({ rule: id, line, symbol, place, circumstance }) =>
    [
      id,
      line,
      symbol,
      ...(place === 'code' ? [] : [place]),
      ...(circumstance === 'plain' ? [] : [circumstance]),
    ].join(' '),
  );

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

describe('matchers', () => {
  it('tell methods, attributes and arguments from words that look like them', () => {
    expect(told('x.cuda()\nx.cuda\ncuda()\nx.cuda_graph()\n')).toEqual(['AA-001 1 .cuda()']);
    expect(told('if x.is_cuda_graph: pass\ny = x.is_cuda\n')).toEqual(['AA-007 2 .is_cuda fallback']);
    expect(told('DataLoader(d, pin_memory=True)\nf(pin_memory=False)\npin_memory = True\n')).toEqual([
      'AA-012 1 pin_memory=True',
    ]);
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

describe('circumstances', () => {
  const circumstances = (text: string): readonly string[] =>
    scan(text).hits.map(({ circumstance }) => circumstance);

  it('see what runs only where the device or the package was found', () => {
    expect(circumstances('if torch.cuda.is_available():\n    torch.cuda.synchronize()\n')).toEqual([
      'guarded',
      'guarded',
    ]);
    expect(circumstances('if HAVE_TRITON:\n    import triton\n')).toEqual(['guarded']);
    expect(circumstances('if TYPE_CHECKING:\n    import triton\n')).toEqual(['guarded']);
    expect(circumstances('def f():\n    if not HAS_CUDA:\n        return\n    x.cuda()\n')).toEqual([
      'guarded',
    ]);
    expect(circumstances('with suppress(ImportError):\n    import triton\n')).toEqual(['guarded']);
    expect(
      circumstances('@unittest.skipIf(not torch.cuda.is_available(), "no GPU")\ndef test():\n    x.cuda()\n'),
    ).toEqual(['guarded', 'guarded']);
  });

  it('see through guards that are none', () => {
    expect(circumstances('if training:\n    x.cuda()\n')).toEqual(['plain']);
    expect(circumstances('if not torch.cuda.is_available():\n    x.cuda()\n')).toEqual(['fallback', 'plain']);
    expect(circumstances('try:\n    import triton\nexcept ImportError:\n    raise RuntimeError\n')).toEqual([
      'plain',
    ]);
    expect(circumstances('try:\n    pass\nexcept ImportError:\n    x.cuda()\n')).toEqual(['plain']);
    expect(circumstances('assert torch.cuda.is_available()\n')).toEqual(['plain']);
    expect(circumstances('if not torch.cuda.is_available():\n    raise RuntimeError("no GPU")\n')).toEqual([
      'plain',
    ]);
  });

  it('see the quiet way to the CPU', () => {
    expect(circumstances('d = "cuda" if torch.cuda.is_available() else "cpu"\n')).toEqual([
      'device-agnostic',
      'fallback',
    ]);
    expect(circumstances('use = torch.cuda.is_available()\n')).toEqual(['fallback']);
    expect(circumstances('if torch.cuda.is_available():\n    m.cuda()\n')).toEqual(['fallback', 'guarded']);
    expect(
      circumstances('def f(x):\n    if x.is_cuda:\n        return fast(x)\n    return slow(x)\n'),
    ).toEqual(['fallback']);
    expect(
      circumstances(
        'def f(x):\n    if x.is_cuda:\n        try:\n            y = g(x)\n        except E:\n            pass\n',
      ),
    ).toEqual(['fallback']);
  });

  it('see choices among devices', () => {
    expect(circumstances('p.add_argument("--d", choices=["cuda", "cpu", "mps"])\n')).toEqual([
      'device-agnostic',
    ]);
    expect(circumstances('if device in ("cuda", "xpu"): pass\n')).toEqual(['device-agnostic']);
    expect(circumstances('if d == "cuda":\n    pass\nelif d == "mps":\n    pass\n')).toEqual([
      'device-agnostic',
    ]);
    expect(circumstances('x = ["cuda", "fast"]\n')).toEqual(['plain']);
  });
});

describe('a scan', () => {
  it('lists what the file imports, which other devices it knows and what it installs', () => {
    expect(
      scan(
        'import torch, numpy as np\nfrom torch_xla.core import xm\nfrom . import x\nx.to("cuda")\ntorch.xpu.y()\n',
      ).facts,
    ).toEqual([
      'imports:numpy',
      'imports:torch',
      'imports:torch_xla',
      'names-device:xla',
      'names-device:xpu',
    ]);
    expect(scan('NAME = "flash-attn"\nsetup(name=NAME)\nx.cuda()\n', 'setup.py').facts).toEqual([
      'package:flash_attn',
    ]);
  });

  it('knows the imports of a file that it did not parse', () => {
    expect(scan('import os\nfrom json import loads\n')).toMatchObject({
      hits: [],
      facts: ['imports:json', 'imports:os'],
      lines: 2,
      bytes: 33,
    });
    expect(scan('# é €😀\n').bytes).toBe(13);
  });

  it('takes findings back where a comment gives the reason, and not where a string does', () => {
    const given = scan(
      'x.cuda()  # rackwright: ignore AA-001 -- CI only\ny = "# rackwright: ignore AA-001 -- no"; z.cuda()\n',
    );
    expect(given.suppressions).toEqual([{ rule: 'AA-001', line: 1, reason: 'CI only', hits: 1 }]);
    expect(given.hits.map(({ line }) => line)).toEqual([2]);
  });

  it('goes on behind a syntax error and says where it was', () => {
    const given = scan('x.cuda()\nz = = 3\ntorch.cuda.synchronize()\ny.cuda()\n');
    expect(given.hits.map(({ rule: id, line }) => `${id} ${line}`)).toEqual([
      'AA-001 1',
      'AA-005 3',
      'AA-001 4',
    ]);
    expect(given.remarks).toHaveLength(1);
    expect(given.remarks[0]).toMatch(/^line 2: /);
  });

  it('searches as text what nests too deep or is too long to be parsed', () => {
    const deep = scan(`x = ${'('.repeat(20_000)}y.cuda()${')'.repeat(20_000)}\n`);
    expect(deep.remarks).toEqual(['nests deeper than 1500 levels; searched as text']);
    expect(deep.hits).toMatchObject([{ rule: 'AA-001', evidence: 'text', line: 1 }]);
    const long = scan(`x.cuda()\n${'pass\n'.repeat(900_000)}`);
    expect(long.remarks).toEqual(['is longer than 4000000 characters; searched as text']);
    expect(long.hits).toHaveLength(1);
  });

  it('survives any bytes, and gives places that the text has', () => {
    const piece = fc.constantFrom(
      'torch.cuda',
      '.cuda()',
      '"cuda"',
      'import ',
      'from ',
      'triton',
      'as ',
      '(',
      ')',
      '[',
      '{',
      '}',
      '\n',
      '    ',
      'def ',
      'class ',
      'if ',
      'else:',
      'lambda ',
      '@',
      '"""',
      "'",
      'f"',
      '\\',
      '#',
      '=',
      ':',
      ',',
      '\u0000',
      'é',
      '\ud800',
      '%%',
      '!',
      'try:',
      'except ',
      'getattr(',
      '.',
      'x',
      'for ',
      'in ',
      'with ',
      '*',
      ':=',
      'global ',
      '\r',
      '\t',
    ); // prettier-ignore
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.constantFrom('a.py', 'a.ipynb'), (pieces, path) => {
        const text = pieces.join('');
        const lines = text.split(/\r\n|\r|\n/);
        for (const hit of scan(text, path).hits) {
          expect(hit.column).toBeLessThanOrEqual((lines[hit.line - 1] ?? '').length + 1);
          expect(hit.endColumn).toBeGreaterThan(hit.column);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('gives the same for the same file, whatever was scanned before', () => {
    const text = 'import torch\nx = torch.cuda.is_available()\n';
    const first = scan(text);
    scan('import torch as t\nt.cuda.synchronize()\n'.repeat(50));
    expect(scan(text)).toEqual(first);
  });
});

describe('what the prefilter leaves out', () => {
  const pieces = [
    'import torch\n',
    'from torch import cuda as c\n',
    'c.synchronize()\n',
    'x.cuda()\n',
    "d = 'cuda'\n",
    'import triton as tr\n',
    '@tr.jit\ndef k(): pass\n',
    'import vllm\n',
    'y = x.is_cuda\n',
    'f(pin_memory=True)\n',
    '# nvidia-smi\n',
    'pass\n',
    'ray = 1\n',
    'f(num_gpus=2)\n',
    'from torch.amp import GradScaler\n',
    'GradScaler()\n',
    'class F(torch.autograd.Function): pass\n',
  ]; // prettier-ignore

  it('is never a file in which a parsed tree has a hit', async () => {
    const { openPythonParser } = await import('./python-parser.ts');
    const { parse } = await openPythonParser();
    // A word that every text has opens the gate, so that this scanner parses everything.
    const always = preparePythonScanner([...RULES, rule('ZZ-999', 'e', [{ kind: 'text' }])], (text) =>
      parse(text),
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 4 }), (chosen) => {
        const text = `${chosen.join('')}# e\n`;
        const all = always.scan('a.py', 'source', text).hits.filter(({ rule: id }) => id !== 'ZZ-999');
        expect(scan(text).hits).toEqual(all);
      }),
      { numRuns: 200 },
    );
  });

  it('is searched as text by a parser that refuses everything', () => {
    const refusing = preparePythonScanner(RULES, (text) => ({
      tree: null,
      refusal: 'is refused',
      errorAt: null,
      ...{ text },
    }));
    const { hits, remarks } = refusing.scan('a.py', 'source', 'x.cuda()\n');
    expect(hits).toMatchObject([{ rule: 'AA-001', evidence: 'text' }]);
    expect(remarks).toEqual(['is refused; searched as text']);
    expect(bareTree('abc')).toMatchObject({ size: 1, text: 'abc' });
  });
});
