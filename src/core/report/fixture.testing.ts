import type { CostLine, CostResult, RentOrOwn } from '../economics/cost.ts';
import type { ParetoPoint, ServingLayout, ServingOutcome, TrainingOutcome } from '../performance/outcome.ts';
import type { AssumptionUse, Candidate, PlanResult, Sensitivity } from '../plan/result.ts';
import { assumed, derived, explained, type Figure, figure, requested, widened } from '../quantity/figure.ts';
import type { FactStanding, PredictionStanding } from '../quantity/standing.ts';
import type { UnitName } from '../quantity/unit.ts';
import type { SiteCheck, SiteFinding } from '../site/check.ts';
import type { ModelArchitecture } from '../workload/architecture.ts';
import type { ServingWorkload, Terms, TrainingWorkload } from '../workload/request.ts';

/**
 * A plan as the planner writes it, made by hand from round numbers: every kind of origin, candidates that meet and
 * miss, rented and owned, with unknown prices and unknown site answers. The numbers are plausible, not checked.
 */
const HORIZON_MONTHS = 36;
const HOURS_PER_MONTH = 730.5;

const fact = <U extends UnitName>(
  unit: U,
  value: number | { low: number; estimate: number; high: number },
  path: string,
  source: string,
  standing: FactStanding = 'vendor',
): Figure<U> => figure(unit, value, standing, { kind: 'fact', path, source, asOf: '2026-08' });

export const fixtureModel: ModelArchitecture = {
  name: 'Llama-3.1-70B',
  family: 'llama',
  hidden: 8192,
  vocabulary: 128256,
  tiedEmbeddings: false,
  maxPositions: 131072,
  positionParameters: 0,
  causal: true,
  layers: [
    {
      count: 80,
      mixer: {
        kind: 'attention',
        queryHeads: 64,
        keyValueHeads: 8,
        headDim: 128,
        window: null,
        extraParameters: 0,
        outputGate: false,
      },
      feedForward: { kind: 'dense', width: 28672, gated: true, extraParameters: 0 },
    },
  ],
  predictionLayers: 0,
  formats: { linear: 'bf16', experts: 'bf16', embedding: 'bf16' },
  source: 'preset llama-3.1-70b',
};

const serving: ServingWorkload = {
  kind: 'serving',
  name: 'chat',
  model: fixtureModel,
  weightFormat: null,
  keyValueFormat: null,
  requestsPerSecond: requested('requests/s', 40, 'workloads.0.requestsPerSecond'),
  inputTokens: { mean: 2000, cv: 0.8 },
  outputTokens: { mean: 400, cv: 0.6 },
  prefixCacheShare: 0.2,
  serviceLevel: { timeToFirstTokenMs: 1500, timePerOutputTokenMs: 40, percentile: 0.95 },
  peakToMean: 2,
  disaggregation: 'consider',
};

const terms: Terms = {
  horizonMonths: HORIZON_MONTHS,
  tenure: 'both',
  electricityUsdPerKwh: requested('USD/kWh', 0.08, 'terms.electricity'),
  discountRatePerYear: 0.08,
  depreciationMonths: 48,
  residualShare: 0.1,
  utilisation: 0.7,
  spaceUsdPerKwMonth: requested('USD/kW-month', 120, 'terms.space'),
  staffUsdPerYear: requested('USD', 250_000, 'terms.staff'),
  supportSharePerYear: requested('1', 0.05, 'terms.support'),
  sparesShare: requested('1', 0.02, 'terms.spares'),
  failureHeadroom: 0.05,
  rentKinds: ['on-demand', 'reserved'],
};

interface FixtureSystem {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly chip: string;
  readonly chipsPerUnit: number;
  readonly units: number;
  readonly teraflops: number;
  readonly terabytesPerSecond: number;
  readonly gigabytes: number;
  readonly kilowatts: Figure<'kW'>;
  readonly standing: PredictionStanding;
  readonly tpotMs: number;
  readonly unitPrice: Figure<'USD'> | null;
  readonly unitHour: Figure<'USD/h'> | null;
  readonly offer: string | null;
  readonly site: SiteFinding['verdict'];
  readonly caveats: readonly string[];
}

const assumption = <U extends UnitName>(
  unit: U,
  id: string,
  reason: string,
  interval: { low: number; estimate: number; high: number },
) => assumed(unit, interval, { id, reason, override: `assumptions.${id} in the request file` });

export const trn2Price = assumption(
  'USD',
  'trn2-ultraserver.purchase-price',
  'no price for outside buyers has been published; taken between the build cost reported by the press and a vendor margin of half',
  { low: 2.1e6, estimate: 2.9e6, high: 4.2e6 },
);
const trn3Price = assumption(
  'USD',
  'trn3-ultraserver.purchase-price',
  'announced, price unknown: Trn2 price per chip times the ratio of peak rates',
  { low: 2.6e6, estimate: 5.6e6, high: 9.5e6 },
);
const overhead = assumption(
  '1',
  'trn2.rack-overhead',
  'hosts, network cards and fans on top of the chips; measured on comparable air-cooled servers',
  { low: 1.25, estimate: 1.4, high: 1.6 },
);

const AWS = 'https://awsdocs-neuron.readthedocs-hosted.com (trn2-arch)';
const NVIDIA = 'https://docs.nvidia.com/dgx/dgxgb200-user-guide/hardware.html';

const SYSTEMS: readonly FixtureSystem[] = [
  {
    id: 'trn2-ultraserver',
    name: 'Trn2 UltraServer',
    vendor: 'AWS',
    chip: 'trainium2',
    chipsPerUnit: 64,
    units: 2,
    teraflops: 667,
    terabytesPerSecond: 2.9,
    gigabytes: 96,
    kilowatts: derived(
      'kW',
      'chipWatts x chips x overhead / 1000',
      {
        chipWatts: fact(
          'W',
          { low: 450, estimate: 500, high: 550 },
          'chips/trainium2#power',
          'semianalysis.com',
          'estimate',
        ),
        chips: fact('chips', 64, 'racks/trn2-ultraserver#chips', AWS),
        overhead,
      },
      (v) => (v.chipWatts * v.chips * v.overhead) / 1000,
    ),
    standing: 'same-vendor',
    tpotMs: 31,
    unitPrice: trn2Price,
    unitHour: fact('USD/h', 142.9, 'prices/trn2u#reserved-3y', 'https://aws.amazon.com/ec2/pricing'),
    offer: 'reserved-3y',
    site: 'fits',
    caveats: ['purchase price is assumed'],
  },
  {
    id: 'gb200-nvl72',
    name: 'NVIDIA GB200 NVL72',
    vendor: 'NVIDIA',
    chip: 'gb200',
    chipsPerUnit: 72,
    units: 1,
    teraflops: 2500,
    terabytesPerSecond: 8,
    gigabytes: 186,
    kilowatts: fact('kW', { low: 115, estimate: 120, high: 132 }, 'racks/gb200-nvl72#power', NVIDIA, 'press'),
    standing: 'anchored',
    tpotMs: 14,
    unitPrice: fact(
      'USD',
      { low: 2.6e6, estimate: 3.1e6, high: 3.9e6 },
      'prices/gb200-nvl72#rack',
      'press 2026',
      'press',
    ),
    unitHour: fact('USD/h', 288, 'prices/gb200-nvl72#market', 'market survey 2026-07', 'press'),
    offer: 'market-rental',
    site: 'does-not-fit',
    caveats: [],
  },
  {
    id: 'h200-server',
    name: 'NVIDIA H200 server (8 GPU)',
    vendor: 'NVIDIA',
    chip: 'h200',
    chipsPerUnit: 8,
    units: 11,
    teraflops: 989,
    terabytesPerSecond: 4.8,
    gigabytes: 141,
    kilowatts: fact('kW', { low: 8.5, estimate: 10.2, high: 10.2 }, 'nodes/h200#power', NVIDIA),
    standing: 'anchored',
    tpotMs: 24,
    unitPrice: fact(
      'USD',
      { low: 250e3, estimate: 290e3, high: 340e3 },
      'prices/h200#server',
      'press 2026',
      'press',
    ),
    unitHour: fact('USD/h', 25.6, 'prices/h200#p5en-reserved', 'https://aws.amazon.com/ec2/pricing'),
    offer: 'reserved-3y',
    site: 'marginal',
    caveats: [],
  },
  {
    id: 'mi355x-server',
    name: 'AMD MI355X server (8 GPU)',
    vendor: 'AMD',
    chip: 'mi355x',
    chipsPerUnit: 8,
    units: 6,
    teraflops: 2500,
    terabytesPerSecond: 8,
    gigabytes: 288,
    kilowatts: fact(
      'kW',
      { low: 13, estimate: 14.4, high: 16 },
      'nodes/mi355x#power',
      'https://www.amd.com',
      'estimate',
    ),
    standing: 'anchored',
    tpotMs: 19,
    unitPrice: fact(
      'USD',
      { low: 210e3, estimate: 280e3, high: 350e3 },
      'prices/mi355x#server',
      'press 2026',
      'press',
    ),
    unitHour: null,
    offer: null,
    site: 'fits',
    caveats: [],
  },
  {
    id: 'tpu7x-slice-64',
    name: 'Google TPU7x slice (64 chips)',
    vendor: 'Google',
    chip: 'tpu7x',
    chipsPerUnit: 64,
    units: 1,
    teraflops: 2307,
    terabytesPerSecond: 7.4,
    gigabytes: 192,
    kilowatts: fact(
      'kW',
      { low: 80, estimate: 100, high: 110 },
      'racks/tpu7x#power',
      'press 2025-08',
      'press',
    ),
    standing: 'datasheet',
    tpotMs: 17,
    unitPrice: null,
    unitHour: fact('USD/h', 451, 'prices/tpu7x#reserved', 'https://cloud.google.com/tpu/pricing'),
    offer: 'reserved-3y',
    site: 'unknown',
    caveats: [],
  },
  {
    id: 'trn3-ultraserver-gen2',
    name: 'Trn3 UltraServer Gen2 (144 chips)',
    vendor: 'AWS',
    chip: 'trainium3',
    chipsPerUnit: 144,
    units: 1,
    teraflops: 1258,
    terabytesPerSecond: 4.9,
    gigabytes: 144,
    kilowatts: fact(
      'kW',
      { low: 100, estimate: 150, high: 190 },
      'racks/trn3#power',
      'press 2024-12',
      'estimate',
    ),
    standing: 'datasheet',
    tpotMs: 18,
    unitPrice: trn3Price,
    unitHour: null,
    offer: null,
    site: 'does-not-fit',
    caveats: ['announced: not for sale to outside buyers yet', 'purchase price is assumed'],
  },
];

const layout: ServingLayout = {
  tensorParallel: 8,
  pipelineParallel: 1,
  expertParallel: 1,
  attentionDataParallel: 1,
  chipsPerReplica: 8,
  weightFormat: 'fp8',
  expertFormat: 'fp8',
  keyValueFormat: 'fp8',
  computeFormat: 'fp8',
  batch: 48,
  coreGrouping: null,
  disaggregated: null,
};

const RESIDUALS: Readonly<Record<PredictionStanding, { low: number; high: number }>> = {
  anchored: { low: 0.82, high: 1.25 },
  'new-model': { low: 0.75, high: 1.4 },
  'same-vendor': { low: 0.7, high: 1.5 },
  datasheet: { low: 0.55, high: 2 },
};

const paretoOf = (system: FixtureSystem): readonly ParetoPoint[] =>
  [1, 2, 4, 8, 16, 32, 48, 64, 96, 128, 192, 256].map((batch) => {
    const stepMs = system.tpotMs * (0.55 + (0.45 * batch) / 48);
    return {
      layout: { ...layout, batch },
      tokensPerSecondPerUser: 1000 / stepMs,
      tokensPerSecondPerChip: (batch * 1000) / stepMs / 8,
      timeToFirstTokenMs: 400 + 8 * batch,
      meetsServiceLevel: stepMs <= 40,
    };
  });

const servingOutcome = (system: FixtureSystem): ServingOutcome => {
  const hbm = fact(
    'B/s',
    system.terabytesPerSecond * 1e12,
    `chips/${system.chip}#hbm_bandwidth`,
    system.vendor === 'AWS' ? AWS : NVIDIA,
  );
  const weights = explained('B', 70.6e9, 'vendor', {
    formula: 'parameters x bytes per weight, summed over layers',
    inputs: { model: requested('1', 1, 'workloads.0.model') },
  });
  const bandwidthBound = derived(
    'ms',
    'weightBytes / chipsPerReplica / hbmBytesPerSecond x 1000',
    {
      weightBytes: weights,
      chipsPerReplica: fact('chips', 8, 'layout', 'layout search'),
      hbmBytesPerSecond: hbm,
    },
    (v) => (v.weightBytes / v.chipsPerReplica / v.hbmBytesPerSecond) * 1000,
    { reference: 'Pope et al. 2022, arXiv:2211.05102, section 2' },
  );
  const exact = explained('ms', system.tpotMs, system.standing, {
    formula: 'soft maximum of memory, compute and network time of one decode step, plus launch overhead',
    reference: 'Williams et al. 2009, doi:10.1145/1498765.1498785',
    inputs: { weightReadMs: bandwidthBound, requestsPerSecond: serving.requestsPerSecond },
  });
  const tpot = widened(exact, RESIDUALS[system.standing], system.standing);
  const chips = system.units * system.chipsPerUnit;
  const perChip = derived(
    'tokens/s/chip',
    'batch x 1000 / timePerOutputTokenMs / chipsPerReplica',
    { timePerOutputTokenMs: tpot },
    (v) => (48 * 1000) / v.timePerOutputTokenMs / 8,
  );
  const total = derived('tokens/s', 'perChip x chips', { perChip }, (v) => v.perChip * chips);
  const parts = [
    { name: 'weights', bytes: 8.8e9 },
    { name: 'KV cache', bytes: 0.55 * system.gigabytes * 1e9 },
    { name: 'activations', bytes: 2.4e9 },
    { name: 'engine reserve', bytes: 0.1 * system.gigabytes * 1e9 },
  ];
  const step = system.tpotMs / 1000;
  return {
    kind: 'serving',
    workload: 'chat',
    layout,
    replicas: Math.floor(chips / 8),
    chipsNeeded: chips - 8,
    unitsNeeded: system.units,
    spareUnits: 0,
    outputTokensPerSecondPerChip: perChip,
    outputTokensPerSecond: total,
    inputTokensPerSecond: derived('tokens/s', 'output x 2000 / 400', { output: total }, (v) => v.output * 5),
    requestsPerSecondCapacity: derived(
      'requests/s',
      'output / 400',
      { output: total },
      (v) => v.output / 400,
    ),
    timeToFirstTokenMs: derived('ms', 'prefill + queueing', { step: tpot }, (v) => 300 + 20 * v.step),
    timePerOutputTokenMs: tpot,
    percentile: 0.95,
    meetsServiceLevel: system.tpotMs <= 40,
    load: derived('1', 'requestsPerSecond x 400 / output', { output: total }, (v) =>
      Math.min(1, 16000 / v.output),
    ),
    memory: {
      parts,
      totalBytes: parts.reduce((sum, part) => sum + part.bytes, 0),
      capacityBytes: system.gigabytes * 1e9,
    },
    decodeStep: {
      parts: [
        { name: 'weights', seconds: 0.34 * step, bound: 'memory-bandwidth' },
        { name: 'KV cache', seconds: 0.3 * step, bound: 'memory-bandwidth' },
        { name: 'all-reduce', seconds: 0.22 * step, bound: 'network' },
        { name: 'launch', seconds: 0.14 * step, bound: 'latency' },
      ],
      totalSeconds: step,
    },
    prefillStep: {
      parts: [
        { name: 'matrix multiply', seconds: 0.21, bound: 'compute' },
        { name: 'attention', seconds: 0.04, bound: 'compute' },
        { name: 'all-reduce', seconds: 0.05, bound: 'network' },
      ],
      totalSeconds: 0.3,
    },
    roofline: [
      {
        name: 'decode',
        intensity: 64,
        achievedFlopsPerSecondPerChip: 0.45 * 64 * system.terabytesPerSecond * 1e12,
      },
      { name: 'prefill', intensity: 1900, achievedFlopsPerSecondPerChip: 0.52 * system.teraflops * 1e12 },
    ],
    pareto: paretoOf(system),
    bound: 'memory-bandwidth',
    utilisation: { compute: 0.2, memory: 0.6 },
    standing: system.standing,
    layoutsEvaluated: 5400,
  };
};

const siteOf = (system: FixtureSystem): SiteCheck => {
  const need = system.kilowatts;
  const have = requested('kW', 40, 'site.feeds');
  const findings: readonly SiteFinding[] = [
    {
      check: 'rack-power',
      verdict: system.site,
      need: system.site === 'unknown' ? null : need,
      have,
      margin: system.site === 'unknown' ? null : (have.estimate - need.estimate) / have.estimate,
      text:
        system.site === 'does-not-fit'
          ? 'each rack draws more than one 415 V 60 A feed carries with the other side out'
          : 'one feed carries the rack with the other side out',
      repair: system.site === 'does-not-fit' ? 'two 415 V 100 A feeds per rack' : null,
    },
    {
      check: 'floor-load',
      verdict: 'unknown',
      need: null,
      have: requested('kg/m2', 1200, 'site.floor'),
      margin: null,
      text: 'nobody has published the weight of this rack',
      repair: null,
    },
  ];
  return {
    verdict: system.site,
    findings,
    racks: figure('1', system.units, 'vendor', { kind: 'request', path: 'site' }),
    itWatts: derived(
      'W',
      'kilowatts x units x 1000',
      { kilowatts: need },
      (v) => v.kilowatts * system.units * 1000,
    ),
  };
};

const sum = (lines: readonly CostLine[]): Figure<'USD'> =>
  derived(
    'USD',
    'sum of the lines',
    Object.fromEntries(lines.map((line) => [line.name, line.usdOverHorizon])),
    (values) => Object.values(values).reduce((total, value) => total + value, 0),
  );

const linesOf = (system: FixtureSystem, tenure: 'rent' | 'own'): readonly CostLine[] | null => {
  const hours = HORIZON_MONTHS * HOURS_PER_MONTH;
  if (tenure === 'rent') {
    if (system.unitHour === null) return null;
    const rent = derived(
      'USD',
      'usdPerUnitHour x units x hours',
      { usdPerUnitHour: system.unitHour },
      (v) => v.usdPerUnitHour * system.units * hours,
    );
    return [{ name: 'rent', usdOverHorizon: rent }];
  }
  if (system.unitPrice === null) return null;
  const price = system.unitPrice;
  const power = system.kilowatts;
  const share = (name: CostLine['name'], formula: string, factor: number): CostLine => ({
    name,
    usdOverHorizon: derived('USD', formula, { price }, (v) => v.price * system.units * factor),
  });
  return [
    share('depreciation', 'price x units x 36 / 48 x (1 - residual)', 0.675),
    share('capital', 'price x units x average share outstanding x discount rate', 0.14),
    {
      name: 'electricity',
      usdOverHorizon: derived(
        'USD',
        'kilowatts x units x hours x pue x usdPerKwh',
        { kilowatts: power, pue: requested('1', 1.3, 'site.pue'), usdPerKwh: terms.electricityUsdPerKwh },
        (v) => v.kilowatts * system.units * hours * v.pue * v.usdPerKwh,
      ),
    },
    {
      name: 'space',
      usdOverHorizon: derived(
        'USD',
        'kilowatts x units x months x usdPerKwMonth',
        { kilowatts: power, usdPerKwMonth: terms.spaceUsdPerKwMonth },
        (v) => v.kilowatts * system.units * HORIZON_MONTHS * v.usdPerKwMonth,
      ),
    },
    {
      name: 'staff',
      usdOverHorizon: derived(
        'USD',
        'usdPerYear x 3',
        { usdPerYear: terms.staffUsdPerYear },
        (v) => 3 * v.usdPerYear,
      ),
    },
    share('support', 'price x units x support share x years', 0.15),
    share('spares', 'price x units x spares share', 0.02),
  ];
};

const costOf = (
  system: FixtureSystem,
  tenure: 'rent' | 'own',
  tokens: Figure<'tokens/s'>,
): CostResult | null => {
  const lines = linesOf(system, tenure);
  if (lines === null) return null;
  const totalUsd = sum(lines);
  const perOutput = derived(
    'USD/Mtok',
    'totalUsd x output share / (tokensPerSecond x seconds x utilisation) x 1e6',
    { totalUsd, tokensPerSecond: tokens },
    (v) => (v.totalUsd * 0.6 * 1e6) / (v.tokensPerSecond * HORIZON_MONTHS * HOURS_PER_MONTH * 3600 * 0.7),
  );
  const upfront = tenure === 'own' && system.unitPrice !== null ? system.unitPrice : null;
  const at = (end: 'low' | 'estimate' | 'high', month: number) => {
    const first = upfront === null ? 0 : upfront[end] * system.units;
    const running = upfront === null ? totalUsd[end] : totalUsd[end] - 0.815 * first;
    return first + (running * month) / HORIZON_MONTHS;
  };
  return {
    tenure,
    offerId: tenure === 'rent' ? system.offer : null,
    lines,
    totalUsd,
    usdPerMonth: derived('USD/month', 'totalUsd / months', { totalUsd }, (v) => v.totalUsd / HORIZON_MONTHS),
    purchaseUsd:
      upfront === null
        ? null
        : derived('USD', 'price x units', { price: upfront }, (v) => v.price * system.units),
    usdPerMillionInputTokens: derived(
      'USD/Mtok',
      'output price x 0.13',
      { perOutput },
      (v) => v.perOutput * 0.13,
    ),
    usdPerMillionOutputTokens: perOutput,
    usdPerRun: null,
    energyKwhOverHorizon: derived(
      'kWh',
      'kilowatts x units x hours',
      { kilowatts: system.kilowatts },
      (v) => v.kilowatts * system.units * HORIZON_MONTHS * HOURS_PER_MONTH,
    ),
    cumulativeUsdByMonth: Array.from({ length: HORIZON_MONTHS }, (_, month) => ({
      low: at('low', month + 1),
      estimate: at('estimate', month + 1),
      high: at('high', month + 1),
    })),
  };
};

const rentOrOwnOf = (system: FixtureSystem): RentOrOwn => {
  if (system.unitPrice === null)
    return { breakEven: { kind: 'not-comparable', why: 'it is not for sale' }, breakEvenUtilisation: null };
  if (system.unitHour === null)
    return { breakEven: { kind: 'not-comparable', why: 'nobody rents it out' }, breakEvenUtilisation: null };
  return {
    breakEven: { kind: 'reached', month: 27, monthLow: 19, monthHigh: null },
    breakEvenUtilisation: 0.61,
  };
};

const sensitivityOf = (system: FixtureSystem, score: Figure): readonly Sensitivity[] =>
  [
    { input: 'unit price', low: 0.8, high: 1.3 },
    { input: 'time per output token', low: 0.88, high: 1.16 },
    { input: 'electricity price', low: 0.97, high: 1.04 },
  ].map(({ input, low, high }) => ({
    input: `${system.name}: ${input}`,
    scoreLow: score.estimate * low,
    scoreHigh: score.estimate * high,
    unit: score.unit,
    text: `${input} moves the total between ${Math.round(100 * (low - 1))} % and +${Math.round(100 * (high - 1))} %`,
  }));

const candidateOf = (system: FixtureSystem, tenure: 'rent' | 'own'): Omit<Candidate, 'rank'> => {
  const outcome = servingOutcome(system);
  const site = tenure === 'own' ? siteOf(system) : null;
  const itWatts = derived(
    'W',
    'kilowatts x units x 1000',
    { kilowatts: system.kilowatts },
    (v) => v.kilowatts * system.units * 1000,
  );
  const cost = costOf(system, tenure, outcome.outputTokensPerSecond);
  const meets = outcome.meetsServiceLevel && site?.verdict !== 'does-not-fit';
  const score = cost?.totalUsd ?? itWatts;
  return {
    id: `${system.id}/${tenure}${tenure === 'rent' && system.offer !== null ? `/${system.offer}` : ''}`,
    systemId: system.id,
    systemName: system.name,
    vendor: system.vendor,
    chipId: system.chip,
    tenure,
    offerId: tenure === 'rent' ? system.offer : null,
    units: system.units,
    chips: system.units * system.chipsPerUnit,
    ceilings: {
      peakFlopsPerSecond: fact(
        'FLOP/s',
        system.teraflops * 1e12,
        `chips/${system.chip}#peak_fp8`,
        'data sheet',
      ),
      hbmBytesPerSecond: fact(
        'B/s',
        system.terabytesPerSecond * 1e12,
        `chips/${system.chip}#hbm_bandwidth`,
        'data sheet',
      ),
    },
    availability: { status: 'available', text: 'available' },
    verdict: meets ? 'meets' : 'misses',
    reason: meets
      ? `${system.units} unit${system.units === 1 ? '' : 's'} keep the promise at ${Math.round(outcome.load.estimate * 100)} % load; total cost decides its place`
      : 'keeps the promise, but the rack draws more than one feed of the site carries; cheapest repair: two 415 V 100 A feeds per rack',
    outcomes: [outcome],
    itWatts,
    tokensPerSecondPerWatt: derived(
      'tokens/s/W',
      'tokensPerSecond / watts',
      { tokensPerSecond: outcome.outputTokensPerSecond, watts: itWatts },
      (v) => v.tokensPerSecond / v.watts,
    ),
    tokensPerUsd:
      cost === null
        ? null
        : derived('tokens/USD', 'tokens / totalUsd', { totalUsd: cost.totalUsd }, (v) => 1.5e12 / v.totalUsd),
    joulesPerToken: derived(
      'J/token',
      'watts / tokensPerSecond',
      { tokensPerSecond: outcome.outputTokensPerSecond, watts: itWatts },
      (v) => v.watts / v.tokensPerSecond,
    ),
    site,
    cost,
    rentOrOwn: rentOrOwnOf(system),
    score,
    sensitivity: sensitivityOf(system, score),
    standing: system.standing,
    caveats: system.caveats,
  };
};

const use = (of: Figure, usedBy: readonly string[]): AssumptionUse => {
  if (of.origin.kind !== 'assumption') throw new Error('not an assumption');
  return { id: of.origin.id, figure: of, reason: of.origin.reason, override: of.origin.override, usedBy };
};

const orderOf = (candidate: Omit<Candidate, 'rank'>): number =>
  (candidate.verdict === 'meets' ? 0 : 1e12) + (candidate.score?.estimate ?? Number.POSITIVE_INFINITY);

/** The serving plan: nine candidates on six systems, two systems refused. */
export const servingPlan = (): PlanResult => {
  const candidates = SYSTEMS.flatMap((system) =>
    (['own', 'rent'] as const)
      .filter((tenure) => (tenure === 'own' ? system.unitPrice : system.unitHour) !== null)
      .map((tenure) => candidateOf(system, tenure)),
  )
    .sort((a, b) => orderOf(a) - orderOf(b))
    .map((candidate, index): Candidate => ({ ...candidate, rank: index + 1 }));
  const [first, second] = candidates;
  return {
    schema: 'rackwright.plan/1',
    request: {
      name: 'Serve Llama-3.1-70B to 40 requests per second',
      buyer: { name: 'Example', profile: 'enterprise', fleet: [], country: 'DE' },
      workloads: [serving],
      site: {
        name: 'Hall B',
        itPowerWatts: 250_000,
        feeds: {
          voltageLineToLine: 415,
          breakerAmps: 60,
          phases: 3,
          feedsPerRack: 2,
          redundancy: '2N',
          continuousLoadShare: 0.8,
          powerFactor: 0.98,
        },
        cooling: { airKwPerRack: 25, liquid: null },
        floor: {
          rackPositions: 12,
          rackHeightU: 48,
          floorLoadKgPerM2: 1200,
          pointLoadKg: null,
          doorHeightMm: null,
        },
        pue: requested('1', 1.3, 'site.pue'),
      },
      terms,
      systems: { include: null, exclude: [] },
      rankBy: 'total-cost',
      assumptions: {},
    },
    catalogVersion: '2026-11-21',
    calibrationVersion: '2026-11-20',
    rankedBy: 'total-cost',
    candidates,
    refused: [
      {
        systemId: 'inf1-24xlarge',
        systemName: 'AWS Inf1 (16 Inferentia)',
        reason: 'weights of 70.6 GB do not fit 16 x 8 GB beside the cache',
      },
      {
        systemId: 'trainium4',
        systemName: 'AWS Trainium4',
        reason: 'announced as ratios only; no memory capacity',
      },
    ],
    warnings: [
      'Trn3 UltraServer Gen2 is announced, not on sale: its figures rest on the data sheet alone.',
      'The purchase prices of Trn2 and Trn3 UltraServers are assumed; nobody has published one.',
    ],
    fleet: [],
    flips:
      first !== undefined && second !== undefined
        ? [
            {
              above: first.id,
              below: second.id,
              candidates: [first.id, second.id],
              couldBeFirst: [first.id, second.id],
              text: `${first.systemName} and ${second.systemName} could change places: their intervals overlap.`,
            },
          ]
        : [],
    assumptions: [
      use(trn2Price, ['trn2-ultraserver/own']),
      use(trn3Price, ['trn3-ultraserver-gen2/own']),
      use(overhead, ['trn2-ultraserver/own', 'trn2-ultraserver/rent/reserved-3y']),
    ],
    layoutsEvaluated: 48_600,
  };
};

const training: TrainingWorkload = {
  kind: 'pretraining',
  name: 'pretrain',
  model: fixtureModel,
  weightFormat: null,
  keyValueFormat: null,
  tokens: 2e12,
  sequenceLength: 8192,
  globalBatchSequences: null,
  deadlineSeconds: 90 * 86_400,
  method: { kind: 'full' },
  computeFormats: ['fp8', 'bf16'],
};

const trainingOutcome = (candidate: Candidate): TrainingOutcome => {
  const serve = candidate.outcomes[0];
  if (serve === undefined || serve.kind === 'training')
    throw new Error('the fixture has one serving outcome');
  const stepSeconds = derived(
    's',
    'decode time x 400',
    { decode: serve.timePerOutputTokenMs },
    (v) => v.decode * 0.4,
  );
  return {
    kind: 'training',
    workload: 'pretrain',
    layout: {
      tensorParallel: 8,
      pipelineParallel: 4,
      dataParallel: 16,
      expertParallel: 1,
      contextParallel: 1,
      zeroStage: 1,
      microBatch: 1,
      interleave: 2,
      recompute: 'selective',
      sequenceParallel: true,
      computeFormat: 'fp8',
      globalBatchSequences: 1024,
      coreGrouping: null,
    },
    chipsNeeded: candidate.chips,
    unitsNeeded: candidate.units,
    spareUnits: 1,
    stepSeconds,
    tokensPerSecond: derived(
      'tokens/s',
      'batch / step',
      { stepSeconds },
      (v) => (1024 * 8192) / v.stepSeconds,
    ),
    tokensPerSecondPerChip: derived('tokens/s/chip', 'rate', { stepSeconds }, (v) => 8192 / v.stepSeconds),
    modelFlopsUtilisation: derived('1', 'flops / peak', { stepSeconds }, (v) => 3 / v.stepSeconds / 0.8),
    goodput: figure('1', { low: 0.9, estimate: 0.94, high: 0.97 }, 'estimate', serve.load.origin),
    wallSeconds: derived('s', 'steps x stepSeconds', { stepSeconds }, (v) => 238_418 * v.stepSeconds),
    meetsDeadline: true,
    memory: serve.memory,
    step: serve.decodeStep,
    roofline: serve.roofline,
    bound: 'compute',
    utilisation: { compute: 0.45, memory: 0.5 },
    standing: serve.standing,
    layoutsEvaluated: 90_000,
  };
};

/** The training plan: the same systems, priced per run. */
export const trainingPlan = (): PlanResult => {
  const plan = servingPlan();
  return {
    ...plan,
    request: { ...plan.request, name: 'Pretrain Llama-3.1-70B on 2T tokens', workloads: [training] },
    candidates: plan.candidates.map((candidate) => ({
      ...candidate,
      outcomes: [trainingOutcome(candidate)],
      cost:
        candidate.cost === null
          ? null
          : {
              ...candidate.cost,
              usdPerMillionInputTokens: null,
              usdPerMillionOutputTokens: null,
              usdPerRun: candidate.cost.totalUsd,
            },
    })),
  };
};
