import { describe, expect, it } from 'vitest';
import { loadPortabilityTables } from '../../../platform/files/portability.ts';
import { caseTitle, looksInto, patternMatches, ruleCases, syntaxDecides } from './examples.testing.ts';

const { rules } = await loadPortabilityTables('catalog');
const cases = ruleCases(rules);

describe('the lock-in rules', () => {
  it('have patterns that compile and match no empty text', () => {
    for (const { id, pattern } of rules) expect(new RegExp(pattern, 'gm').test(''), id).toBe(false);
  });

  it('read long lines made to be slow without going over them again and again', () => {
    const words = ['a', '_', ' ', '"', '.', 'cuda', 'docker ', 'jaxlib ', 'torch.compile(', '#SBATCH ', '<'];
    const start = performance.now();
    for (const word of words) {
      const line = word.repeat(20_000 / word.length);
      for (const { pattern } of rules) line.match(new RegExp(pattern, 'gm'));
    }
    // A pattern that is quadratic takes a second a line by itself; all of them together take half a second.
    expect(performance.now() - start).toBeLessThan(8000);
  });

  it('name a document for every replacement on Neuron', () => {
    for (const { id, replacements } of rules) {
      expect(replacements.neuron.source, id).toMatch(/^[\w-]+\/[\w.-]+:\S+@[0-9a-f]{7,}$/);
    }
  });

  it('have at least one example of a hit and one of none', () => {
    const poor = rules.filter(({ positive, negative }) => positive.length === 0 || negative.length === 0);
    expect(poor.map(({ id }) => id)).toEqual([]);
  });

  it('look into the file of every example of a hit', () => {
    const blind = cases.filter((each) => each.expects === 'hit' && !looksInto(each.rule, each));
    expect(blind.map(caseTitle)).toEqual([]);
  });

  it('match what they are to find, by pattern or by syntax', () => {
    const missed = cases.filter(
      (each) => each.expects === 'hit' && !patternMatches(each.rule, each) && !syntaxDecides(each.rule, each),
    );
    expect(missed.map(caseTitle)).toEqual([]);
  });

  it('match nothing of what only looks like a hit, unless the syntax is to decide', () => {
    const wrong = cases.filter(
      (each) =>
        each.expects === 'no hit' && patternMatches(each.rule, each) && !syntaxDecides(each.rule, each),
    );
    expect(wrong.map(caseTitle)).toEqual([]);
  });

  it('find a name from an import under another name by syntax only where the pattern cannot', () => {
    const bySyntax = cases.filter((each) => each.expects === 'hit' && !patternMatches(each.rule, each));
    expect(bySyntax.length).toBeGreaterThan(0);
    for (const each of bySyntax) expect(each.file, caseTitle(each)).toMatch(/\.py$/);
  });

  it('cover the traps that fooled text searches', () => {
    const texts = cases.map(({ text }) => text).join('\n');
    const traps = [
      'is_cuda',
      'run_mha_fwd_',
      '--gpus=8',
      'tritonclient',
      'numba.jit',
      'insightface',
      'dcp.async_save',
      'modulus:',
      'get_kernel("',
      'MAMBA_KEEP_CUDA_BUILD',
      'JITFunction(dtw_kernel.fn)',
      'cuda|cpu|mps',
      'float8_e4m3fn',
      'transformer_engine',
    ];
    expect(traps.filter((trap) => !texts.includes(trap))).toEqual([]);
  });

  it('leave catch-alls cheap: none is worth more than a tenth of a day a site', () => {
    for (const { id, general, effort } of rules.filter((rule) => rule.general)) {
      expect(general && effort.daysHigh !== null && effort.daysHigh <= 0.1, id).toBe(true);
    }
  });
});
