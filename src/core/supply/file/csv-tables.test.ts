import { describe, expect, it } from 'vitest';
import { describeInputProblem, InputError } from '../../input-error.ts';
import { readArrivalsTable, readCapacityTable, readQueueTable, tableNumber } from './csv-tables.ts';

const refusal = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof InputError) return describeInputProblem(error.problem);
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('numbers of tables', () => {
  it('have a decimal point where commas separate columns, and no thousands separators', () => {
    expect(
      ['1500', '1500.5', '1.500', '1e3', '1,500', '-1', '', 'x', '1e99'].map((text) =>
        tableNumber(text, ','),
      ),
    ).toEqual([1500, 1500.5, 1.5, 1000, null, null, null, null, null]);
  });

  it('may have a decimal comma elsewhere, where a point before three digits could mean thousands and is refused', () => {
    expect(['1500,5', '1500.5', '1.500', '1.500,5'].map((text) => tableNumber(text, ';'))).toEqual([
      1500.5,
      1500.5,
      null,
      null,
    ]);
  });
});

describe('tables of demand and supply', () => {
  it('give capacity by date with its range', () => {
    const { rows } = readCapacityTable(
      'c.csv',
      'resource,from,units,per,low,high\npackaging,2027-01-04,700,week,,\npackaging,2027-04-05,1400,week,700,1400\n',
    );
    expect(
      rows.map(({ resource, from, rate }) => [
        resource,
        from,
        rate.low.perDay,
        rate.estimate.perDay,
        rate.high.perDay,
      ]),
    ).toEqual([
      ['packaging', '2027-01-04', 100, 100, 100],
      ['packaging', '2027-04-05', 100, 200, 200],
    ]);
  });

  it('count every row: used, or dropped with a reason, and name columns that mean nothing', () => {
    const { rows, report } = readQueueTable(
      'q.csv',
      'Class,Customer,Equivalents,Since\non-demand,a,10,2026\n\non-demand,b,0,2026\n,,,\n',
    );
    expect(rows.map(({ customer, equivalents }) => [customer, equivalents])).toEqual([['a', 10]]);
    expect(report).toEqual({
      file: 'q.csv',
      kind: 'queue',
      rows: 4,
      used: 1,
      dropped: [
        { reason: 'empty', rows: 2 },
        { reason: 'asks for nothing', rows: 1 },
      ],
      columnsIgnored: ['since'],
    });
  });

  it.each([
    ['class,customer\n', 'q.csv:1:1', 'no column equivalents'],
    ['class,customer,equivalents,class\n', 'q.csv:1:28', 'a second time'],
    ['class,customer,equivalents\na,b,"1,500"\n', 'q.csv:2:5', 'without thousands separators'],
    ['class,customer,equivalents\na,b\n', 'q.csv:2:3', '3 fields'],
    ['class,customer,equivalents\na,,5\n', 'q.csv:2:3', 'a text of 1 to 200'],
    ['', '', 'which is empty'],
  ])('refuse %j with line and column', (text, place, words) => {
    const shown = refusal(() => readQueueTable('q.csv', text));
    expect(shown).toContain(place);
    expect(shown).toContain(words);
  });

  it('refuse dates that do not exist, periods nobody knows, and ranges upside down', () => {
    expect(
      refusal(() => readArrivalsTable('a.csv', 'class,from,equivalents,per\na,2027-02-30,5,week\n')),
    ).toContain('a.csv:2:3');
    expect(
      refusal(() => readArrivalsTable('a.csv', 'class,from,equivalents,per\na,2027-02-03,5,fortnight\n')),
    ).toContain('day, week, month, quarter, year');
    expect(
      refusal(() =>
        readCapacityTable('c.csv', 'resource,from,units,per,low,high\nr,2027-02-03,5,week,6,7\n'),
      ),
    ).toContain('between low and high');
  });
});
