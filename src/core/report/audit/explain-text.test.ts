import { describe, expect, it } from 'vitest';
import { InputError } from '../../input-error.ts';
import type { PythonMatcher, Rule } from '../../portability/rule.ts';
import { displayWidth } from '../text.ts';
import { explainText, ruleNamed } from './explain-text.ts';
import { matcherText } from './rule-words.ts';
import { fixtureRules } from './rules.testing.ts';
import { rulesMarkdown } from './rules-markdown.ts';
import type { AuditTextOptions } from './text-parts.ts';

const plain: AuditTextOptions = { columns: 80, top: 12, style: (_, text) => text };
const SDK = { version: '2.32.0', date: '2026-08-17' };
const kernel = ruleNamed(fixtureRules, 'ck-003');

describe('a rule explained', () => {
  it('says what it finds, why, how bad, what instead, how long, and gives examples', () => {
    expect(explainText(kernel, SDK, plain)).toBe(`CK-003 @triton.jit kernel
kernel; as of Neuron SDK 2.32.0 (2026-08-17)

What is found
  files    *.py
  Python   the decorator @triton.jit
  pattern  @triton\\.jit
  own      no finding in the repository of triton itself
  mind     triton the inference server is another thing

Why it binds
  Triton compiles to PTX; Neuron has no Triton backend

Severity
  blocks: nothing of its kind exists: a kernel, a library or a service must be
  written or swapped

What takes its place
  Neuron   write it in NKI: 128-partition tiles, explicit SBUF and PSUM; block
           logic carries over
           aws-neuron-sdk nki/index.rst
  ROCm     Triton ROCm, retuned
           triton-lang/triton:README.md
  TPU      Pallas

Effort
  3–8 days for each kernel: block logic carries over, memory layout does not

Found in
  k.py
  | import triton
  | @triton.jit
  | def add(x): pass

Not found in
  k.py
  | import tritonclient
`);
  });

  it('leaves out the syntax tree where no Python is read, and says how open an effort is', () => {
    const text = explainText(ruleNamed(fixtureRules, 'IN-002'), SDK, plain);
    expect(text).not.toContain('Python');
    expect(text).toContain('0.1 days or more for each manifest');
  });

  it('tells company, catch-alls and rules that the readers of models decide', () => {
    const rule: Rule = { ...kernel, requires: 'import ray', general: true, decidedBy: 'model-reader' };
    const text = explainText(rule, SDK, plain);
    for (const part of [
      'only in files that also match import ray',
      'left out where a more exact rule',
      'by reading the model',
    ])
      expect(text).toContain(part);
  });

  it('keeps lines within the columns and control characters out, whatever an example holds', () => {
    const code = `\tx = "\u001b[31m"\r\n${'y'.repeat(300)}\n`.repeat(20);
    const rule: Rule = { ...kernel, why: 'w'.repeat(400), positive: [{ file: 'f.py', text: code }] };
    for (const columns of [40, 80, 132]) {
      const text = explainText(rule, SDK, { ...plain, columns });
      expect(text.split('\n').filter((line) => displayWidth(line) > columns)).toEqual([]);
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
      expect(text).toContain('| … 28 more lines');
    }
  });

  it('is found by name in any case; others are refused with those most like it', () => {
    expect(kernel.id).toBe('CK-003');
    const refusal = (id: string): string => {
      try {
        ruleNamed(fixtureRules, id);
      } catch (error) {
        if (error instanceof InputError) return error.problem.accepted;
      }
      throw new Error('was found');
    };
    expect(refusal('PT-01')).toContain('such as PT-001');
    expect(refusal('something else')).toContain('such as PT-001, PT-006, CK-003; docs/rules.md lists all 5');
  });
});

describe('matchers of Python', () => {
  it('are said in words, each in its own', () => {
    const matchers: readonly PythonMatcher[] = [
      { kind: 'reference', name: 'torch.cuda.*' },
      { kind: 'import', module: 'apex' },
      { kind: 'call', name: 'torch.compile', withoutKeyword: 'backend' },
      { kind: 'call', name: 'f', argument: '^cuda' },
      { kind: 'method', name: 'cuda' },
      { kind: 'attribute', name: 'is_cuda' },
      { kind: 'string', value: '^cuda$' },
      { kind: 'keyword', name: 'device', value: 'cuda' },
      { kind: 'decorator', name: 'triton.jit' },
      { kind: 'subclass', name: 'torch.autograd.Function' },
      { kind: 'text' },
    ];
    expect(matchers.map(matcherText)).toEqual([
      'any use of torch.cuda.*',
      'an import of apex',
      'a call of torch.compile without backend=',
      'a call of f with an argument like /^cuda/',
      'a call of a method .cuda()',
      'the attribute .is_cuda',
      'a string like /^cuda$/',
      'the argument device= like /cuda/',
      'the decorator @triton.jit',
      'a class derived from torch.autograd.Function',
      'the pattern in code and in strings',
    ]);
  });
});

describe('the page of all rules', () => {
  const page = rulesMarkdown(fixtureRules, SDK);

  it('lists rules by category with what takes their place and how long that takes', () => {
    expect(page.match(/^## .+$/gm)).toEqual([
      '## torch-device',
      '## kernel',
      '## infrastructure',
      '## model',
    ]);
    expect(page).toContain(
      '| CK-003 | @triton.jit kernel | blocks | Triton compiles to PTX; Neuron has no Triton backend | write it in NKI: 128-partition tiles, explicit SBUF and PSUM; block logic carries over ([document](https://github.com/aws-neuron/aws-neuron-sdk/blob/81ce03ae/nki/index.rst)) | 3–8 days for each kernel: block logic carries over, memory layout does not |',
    );
    expect(page).toContain('5 rules, as of Neuron SDK 2.32.0');
  });

  it('escapes what Markdown would take as markup, also bars of tables and line ends', () => {
    const odd = rulesMarkdown([{ ...kernel, why: 'a *b* <c> [d](e)\n|f|' }], SDK);
    expect(odd).toContain('| a \\*b\\* \\<c\\> \\[d\\](e) ');
    expect(odd).toContain(' \\|f\\| |');
    expect(odd.split('\n').filter((line) => line.startsWith('| CK-003'))).toHaveLength(1);
  });
});
