import { expect, it } from 'vitest';
import { parse } from '../python/parse.ts';
import { otherSizes, sizeParameters } from './parameters.ts';

const module = parse({
  path: 'k.py',
  text: 'def k(x, rows=4, scale=1.5, deep=True, columns=2, *, depth=8, name="a"):\n    pass\n',
});

it('finds whole-number defaults, keyword-only ones included, and takes what the call sets instead', () => {
  expect(sizeParameters(module, 'k', new Map())).toEqual([
    { name: 'rows', value: 4 },
    { name: 'columns', value: 2 },
    { name: 'depth', value: 8 },
  ]);
  expect(
    sizeParameters(
      module,
      'k',
      new Map([
        ['rows', 16],
        ['depth', null],
      ]),
    ),
  ).toEqual([
    { name: 'rows', value: 16 },
    { name: 'columns', value: 2 },
  ]);
  expect(sizeParameters(module, 'other', new Map())).toEqual([]);
});

it('tries half and double, and no halves of odd sizes', () => {
  expect(otherSizes(8)).toEqual([16, 4]);
  expect(otherSizes(3)).toEqual([6]);
});
