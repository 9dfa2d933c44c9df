import { z } from 'zod';
import { share, uncertain } from '../../workload/request/measures.ts';
import { DEAL_TIERS } from '../case.ts';
import {
  choice,
  count,
  date,
  days,
  id,
  keys,
  label,
  money,
  named,
  rate,
  rateRange,
  steps,
} from './values.ts';

/** The word by which a file says that it is a supply file, and of which edition. */
export const SUPPLY_FORMAT = 'rackwright.supply/1';

const racks = (what: string, min = 1) => count('rack', what, { min, max: 1e6, whole: true });
const equivalents = (what: string) => count('equivalent', what, { max: 1e9 });

const generation = keys({
  product: label('the catalogue id of a rack or server (rackwright catalog list)').optional(),
  name: label('what the generation is called').optional(),
  chips: count('chip', 'chips in a rack', { min: 1, max: 1e5, whole: true }).optional(),
  capacity: count('equivalent', 'capacity equivalents one rack gives the cloud', {
    min: 1e-6,
    max: 1e6,
  }).optional(),
  first: date('the first day a rack can be finished').optional(),
  stock: racks('finished racks in stock on the first day', 0).optional(),
  uses: z
    .record(
      id('the name of a resource'),
      z.union(
        [
          count('unit', 'units of the resource in a rack', { min: 1e-6, max: 1e9 }),
          keys({
            per_rack: count('unit', 'units of the resource in a rack', { min: 1e-6, max: 1e9 }),
            lead: days('time from the use of the resource to the finished rack').optional(),
          }),
        ],
        { error: 'units of the resource in a rack, or {per_rack: 144, lead: 90 days}' },
      ),
    )
    .optional(),
  spares: keys({
    pool: z
      .array(keys({ on: date('the day on which racks are set aside'), racks: racks('racks set aside') }))
      .max(500)
      .optional(),
    replacements: steps(
      'racks set aside for replacements',
      rate('racks set aside for replacements'),
    ).optional(),
  }).optional(),
  price: money('the usual price of a rack to outside buyers').optional(),
  transfer_price: money('the price at which the cloud takes a rack over').optional(),
  holding: money('what keeping a finished rack for a day costs').optional(),
});

const resource = keys({
  name: label('what the resource is called').optional(),
  unit: label('what one unit of it is, such as wafer or slot').optional(),
  unused: choice(['kept', 'lost'], 'what happens to units not used: kept for later (parts) or lost (slots)'),
  stock: count('unit', 'units in store on the first day of its capacity').optional(),
  lead: days('time from its use to the finished rack').optional(),
  capacity: steps('capacity', rateRange('capacity')).optional(),
  prepay: keys({
    lead: days('time from the payment to the first unit'),
    most: rate('units a buyer can pay for at most'),
    price: money('price of one unit'),
  }).optional(),
});

const cloudClass = keys({
  name: label('what the class is called').optional(),
  kind: choice(['internal', 'cloud'], 'who waits').optional(),
  extra_wait: days('the most that anybody of the class may wait longer because of outside sales'),
  queue: z
    .union(
      [
        equivalents('equivalents that wait on the first day'),
        z
          .array(keys({ customer: label('who waits'), equivalents: equivalents('equivalents that wait') }))
          .max(20_000),
      ],
      { error: 'equivalents that wait, or a list of {customer, equivalents}' },
    )
    .optional(),
  arrivals: steps('new requests', rate('equivalents asked for')).optional(),
  served_by: z.array(id('a generation')).min(1, 'at least one generation').max(50).optional(),
  weight: count('unit', 'relative cost of waiting', { min: 0, max: 1e6 }).optional(),
});

const accepts = z.union(
  [
    z.array(id('a generation')).min(1, 'at least one generation').max(50),
    z.record(id('a generation'), z.union([z.literal('list'), money('price per rack')])),
  ],
  { error: 'a list of generations, or {generation: price per rack}, with the word list for the list price' },
);

const deal = keys({
  buyer: label('who buys').optional(),
  tier: choice(DEAL_TIERS, 'how firmly it was promised'),
  in_baseline: z
    .boolean({ error: 'true or false' })
    .describe('whether it was signed before any waiting limit')
    .optional(),
  racks: racks('racks wanted'),
  lot: racks('racks per shipment lot').optional(),
  shipments: count('shipment', 'most shipments', { min: 1, max: 1000, whole: true }).optional(),
  site_ready: date('the first day a rack can be received').optional(),
  latest: date('the last day on which a rack is accepted').optional(),
  delivery: days('time from the finished rack to acceptance on site').optional(),
  accepts,
  lateness: money('what a day of delay takes off the value of a rack').optional(),
  prepays: z
    .array(
      keys({
        resource: id('a resource'),
        from: date('the first day of the units paid for'),
        until: date('the day behind the last of them'),
        rate: rate('units paid for'),
        paid: money('the prepayment'),
      }),
    )
    .max(50)
    .optional(),
});

const reservation = keys({
  generation: id('a generation'),
  racks: racks('racks reserved'),
  for: z.union([keys({ class: id('a class') }), keys({ deal: id('a deal') })], {
    error: '{class: name} or {deal: name}',
  }),
  until: date('the last day of the reservation'),
  deposit: money('the deposit').optional(),
});

const commitment = keys({
  customer: label('who is bound').optional(),
  kind: choice(['take-or-pay', 'prepaid'], 'kind of commitment'),
  amount: money('what the customer is bound to'),
  drawn: money('what has been drawn of it so far').optional(),
  from: date('the first day of the commitment').optional(),
  until: date('the last day of the commitment'),
  deals: z.array(id('a deal')).max(2000).optional(),
  classes: z.array(id('a class')).max(200).optional(),
});

const scenario = keys({
  name: label('what happens').optional(),
  probability: share('its probability'),
  capacity: z
    .record(
      id('a resource'),
      z.union(
        [
          share('share of the capacity that there is', { min: 0, max: 100 }),
          z
            .array(
              keys({
                from: date('the day from which it holds'),
                share: share('share of the capacity that there is', { min: 0, max: 100 }),
              }),
            )
            .min(1)
            .max(200),
        ],
        { error: 'a share such as 80%, or a list of {from: 2027-03-01, share: 80%}' },
      ),
    )
    .optional(),
});

const policy = keys({
  discount_rate: share('a yearly rate', { min: 0, max: 1 }).optional(),
  nervousness: money('what moving a rack of an earlier plan by a day costs').optional(),
  frozen: days('days in which the earlier plan may not be changed').optional(),
  waiting: money('what a day of waiting of one equivalent costs').optional(),
  shortfall: money('what a promised rack that is not delivered costs').optional(),
  fair_tiers: z.array(choice(DEAL_TIERS, 'tiers in which buyers are treated fairly')).max(4).optional(),
});

const paths = z.union([label('the path of a CSV file'), z.array(label('the path of a CSV file')).max(100)], {
  error: 'the path of a CSV file, or a list of paths',
});

const origin = z.union(
  [
    keys({
      statement: label('the id of a statement under catalog/market'),
      note: label('how the number follows from it').max(500).optional(),
    }),
    keys({ source: label('where it was published') }),
    keys({ assumption: label('why it is assumed so').max(500) }),
  ],
  { error: '{statement: id}, {source: text} or {assumption: reason}' },
);

/** A supply file as people write it. Its output has every measure converted; names and dates are checked by `supplyCaseFrom`. */
export const supplySchema = keys({
  $schema: z.string().optional(),
  format: z
    .literal(SUPPLY_FORMAT, { error: `format: ${SUPPLY_FORMAT}` })
    .describe(`the word ${SUPPLY_FORMAT}`),
  name: label('a name for this case').optional(),
  start: date('the first day of the plan'),
  horizon: keys({
    weeks: count('week', 'weeks planned one by one', { max: 104, whole: true }).optional(),
    quarters: count('quarter', 'quarters of 91 days after them', { max: 40, whole: true }).optional(),
  }).optional(),
  generations: named('generations', generation, 50),
  resources: named('resources', resource, 200),
  classes: named('classes', cloudClass, 200),
  deals: named('deals', deal, 5000).optional(),
  reservations: named('reservations', reservation, 1000).optional(),
  commitments: named('commitments', commitment, 1000).optional(),
  scenarios: named('scenarios', scenario, 500).optional(),
  draws: keys({
    count: count('scenario', 'scenarios drawn from the ranges', { min: 1, max: 500, whole: true }).optional(),
    seed: count('unit', 'the seed of the draws', { max: 2 ** 32 - 1, whole: true }).optional(),
  }).optional(),
  policy: policy.optional(),
  csv: keys({ capacity: paths.optional(), queue: paths.optional(), arrivals: paths.optional() }).optional(),
  baseline: label('the path of a baseline that rackwright allocate wrote').optional(),
  previous_plan: label('the path of a plan that rackwright allocate wrote').optional(),
  assumptions: z
    .record(
      z.string().regex(/^default\.[a-z_]+$/, 'the id of an assumption'),
      uncertain('1', 'a plain number in the unit of the assumption'),
    )
    .optional(),
  sources: z.record(z.string().max(200), origin).optional(),
}).describe('Supply, inside demand and outside deals for Rackwright: who is to get which racks when.');

/** A file of one deal by its name, written as in a supply file, to ask about before it joins one. */
export const dealFileSchema = named('deals', deal, 1).refine((value) => Object.keys(value).length === 1, {
  error: 'one deal by its name, such as "a-name: {racks: 8, tier: prospect, accepts: [...]}"',
});

export type WrittenSupply = z.output<typeof supplySchema>;
export type WrittenGeneration = WrittenSupply['generations'][string];
export type WrittenResource = WrittenSupply['resources'][string];
export type WrittenClass = WrittenSupply['classes'][string];
export type WrittenDeal = NonNullable<WrittenSupply['deals']>[string];
export type WrittenOrigin = NonNullable<WrittenSupply['sources']>[string];
