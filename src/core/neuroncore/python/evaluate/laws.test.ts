import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pyFloat, pyList } from '../construct.ts';
import type { PyValue } from '../values.ts';
import { run } from './evaluate.testing.ts';
import { callFunction } from './evaluate.ts';

const { machine, module } = run(`
def divides(a, b):
    q, r = divmod(a, b)
    return q * b + r == a and (0 <= r < b or b < r <= 0) and q == a // b and r == a % b
def bits(a, b):
    return (a & b) + (a | b) == a + b and a ^ b == (a | b) - (a & b) and ~~a == a and (a >> 3) == a // 8
def reads_back(x):
    return float(repr(x)) == x and float(f'{x:.17g}') == x and float(f'{x:e}') == float('%e' % x)
def whole_reads_back(n):
    return int(str(n)) == n and int(f'{n:#x}', 16) == n and int(f'{n:b}', 2) == n and int(f'{n:_}') == n
def compares(a, b):
    return (a < b) + (a == b) + (a > b) == 1 and (a <= b) == (not a > b) and (a != b) == (not a == b)
def slices(xs, a, b, c):
    s = xs[a:b:c]
    return s == [xs[i] for i in range(*slice(a, b, c).indices(len(xs)))] and xs[:] == xs and xs[::-1][::-1] == xs
def sorts(xs):
    s = sorted(xs)
    return all(x <= y for x, y in zip(s, s[1:])) and sorted(s, reverse=True) == s[::-1] and sum(xs) == sum(s)
def text(s):
    return s[::-1][::-1] == s and ''.join(list(s)) == s and len(s + s) == 2 * len(s) and s in s + 'x' and s.join(['', '']) == s
`);

const holds = (name: string, ...args: PyValue[]): boolean =>
  callFunction(machine, module.attributes.get(name) ?? null, args) === true;

const safe = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });
const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(pyFloat),
);
const bound = fc.oneof(fc.constant(null), fc.integer({ min: -12, max: 12 }));

describe('laws of arithmetic and sequences hold', () => {
  it.each([
    [
      'division and remainder',
      fc.property(
        safe,
        fc.integer({ min: -(2 ** 40), max: 2 ** 40 }).filter((n) => n !== 0),
        (a, b) => holds('divides', a, b),
      ),
    ],
    ['bits', fc.property(safe, safe, (a, b) => holds('bits', a, b))],
    [
      'texts of floats',
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) =>
        holds('reads_back', pyFloat(x)),
      ),
    ],
    ['texts of integers', fc.property(safe, (n) => holds('whole_reads_back', n))],
    ['order of numbers', fc.property(number, number, (a, b) => holds('compares', a, b))],
    [
      'slices',
      fc.property(
        fc.array(safe, { maxLength: 9 }),
        bound,
        bound,
        bound.filter((n) => n !== 0),
        (xs, a, b, c) => holds('slices', pyList(xs), a, b, c),
      ),
    ],
    ['sorting', fc.property(fc.array(fc.integer({ min: -50, max: 50 })), (xs) => holds('sorts', pyList(xs)))],
    ['texts', fc.property(fc.string({ unit: 'grapheme' }), (s) => holds('text', s))],
  ])('%s', (_name, property) => {
    fc.assert(property as fc.IPropertyWithHooks<unknown[]>, { numRuns: 100 });
    expect(machine.depth).toBe(0);
  });
});
