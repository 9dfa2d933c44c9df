import { describe, expect, it } from 'vitest';
import { scan } from './python-rules.testing.ts';

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
