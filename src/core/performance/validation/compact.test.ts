import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMeasurements, encodeMeasurements } from './compact.ts';

const literal = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
);
const row = fc.record(
  {
    id: fc.string(),
    source: fc.string(),
    arch: fc.dictionary(fc.constantFrom('layers', 'note', 'x'), fc.oneof(literal, fc.constant(null))),
    notes: fc.oneof(fc.string(), fc.constant(null)),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    batch: fc.integer(),
  },
  { requiredKeys: ['id'] },
);

describe('compact measurements', () => {
  it('gives back every row it was given', () => {
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const json = JSON.parse(JSON.stringify(rows)) as typeof rows;
        expect(decodeMeasurements(encodeMeasurements(json))).toEqual(json);
      }),
    );
  });

  it('keeps a repeated value once', () => {
    const { dictionaries } = encodeMeasurements([
      { id: 'a', source: 'same place' },
      { id: 'b', source: 'same place' },
    ]);
    expect(dictionaries.split('same place')).toHaveLength(2);
  });

  it('names the line of an index that is not in its dictionary', () => {
    expect(() =>
      decodeMeasurements({ dictionaries: '{"source": []}', rows: 'id\tsource\n"a"\t3\n' }),
    ).toThrow('rows line 2');
  });
});
