import { describe, expect, it } from 'vitest';
import { classifyFile } from '../src/core/portability/files/classify.ts';
import type { FileScan } from '../src/core/portability/scan.ts';
import { caseTitle, type RuleCase, ruleCases } from '../src/core/portability/tables/examples.testing.ts';
import { openTextScanner } from '../src/core/portability/text/scan.ts';
import { loadPortabilityTables } from '../src/platform/files/portability.ts';
import { openPythonScanner } from '../src/platform/syntax/python-scanner.ts';

const { rules } = await loadPortabilityTables('catalog');
const python = await openPythonScanner(rules);
const texts = openTextScanner(rules);

const scanOf = ({ file, text }: RuleCase): FileScan => {
  const bytes = new TextEncoder().encode(text);
  const { kind, role } = classifyFile(file, bytes);
  return kind === 'python' || kind === 'notebook'
    ? python.scan(file, role, text)
    : texts.scan(kind, file, role, text, bytes.length);
};

/** A catch-all is content where the rule that it yields to has found the place. */
const found = ({ rule, expects }: RuleCase, { hits }: FileScan): boolean =>
  hits.some((hit) => hit.rule === rule.id) || (rule.general && expects === 'hit' && hits.length > 0);

const cases = ruleCases(rules).filter(({ rule }) => rule.decidedBy === 'scanner');

describe('the scanners', () => {
  it('find what every rule says that it finds', () => {
    const missed = cases.filter((each) => each.expects === 'hit' && !found(each, scanOf(each)));
    expect(missed.map(caseTitle)).toEqual([]);
  });

  it('find nothing in what only looks like it', () => {
    const wrong = cases.filter((each) => each.expects === 'no hit' && found(each, scanOf(each)));
    expect(wrong.map(caseTitle)).toEqual([]);
  });

  it('name the line of a hit that blank lines go before', () => {
    const scan = texts.scan('requirements', 'requirements.txt', 'source', 'numpy\n\n\ntriton==2.3.1\n', 23);
    expect(scan.hits.filter(({ rule }) => rule === 'CK-009').map(({ line }) => line)).toEqual([4]);
  });
});
