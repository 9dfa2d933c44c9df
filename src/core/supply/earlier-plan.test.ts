import { expect, it } from 'vitest';
import { bucketsOf } from './calendar.ts';
import { shipmentsCarriedOver } from './earlier-plan.ts';
import { deal, supplyCase } from './supply.testing.ts';

it('carries shipments over by the day they are finished, and leaves out what is past, gone or behind the horizon', () => {
  const of = supplyCase({
    startDate: '2027-01-18',
    buckets: bucketsOf(4, 0, 7),
    deals: [deal({ id: 'd1' })],
  });
  const shipment = { dealId: 'd1', generationId: 'g1', racks: 4, bucket: 0, readyDay: 7, acceptedDay: 21 };
  const { shipments, leftOut } = shipmentsCarriedOver(of, '2027-01-04', [
    shipment,
    { ...shipment, bucket: 3, readyDay: 28, acceptedDay: 42 },
    { ...shipment, dealId: 'gone', bucket: 3, readyDay: 28 },
    { ...shipment, bucket: 9, readyDay: 70 },
  ]);
  expect(shipments).toEqual([{ ...shipment, bucket: 1, readyDay: 14, acceptedDay: 28 }]);
  expect(leftOut).toBe(3);
});
