import type { RentKind } from '../catalog/system.ts';
import type { Candidate, CandidateOffer, PlanResult, Sensitivity } from '../plan/result.ts';
import { UNITS, type UnitName } from '../quantity/unit.ts';
import { formatNumber, formatValue } from './format.ts';

const RENT_KIND_WORDS: Readonly<Record<RentKind, string>> = {
  'on-demand': 'on demand',
  reserved: 'reserved',
  'capacity-block': 'capacity block',
  spot: 'spot',
  'market-rental': 'market',
};

/** Prices by the hour are quoted to the cent, however large. */
const hourly = (usd: number): string => `$${usd.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',')}/h`;

/** An offer in words: `on demand, $55.04/h`; market quotes are by the chip: `market, $2.10/chip-h`. */
export const offerText = (offer: CandidateOffer, chipsPerUnit: number): string => {
  const usd = offer.usdPerUnitHour.estimate;
  const byTheChip = offer.kind === 'market-rental';
  const price = byTheChip ? formatValue(usd / chipsPerUnit, 'USD/chip-h') : hourly(usd);
  return `${RENT_KIND_WORDS[offer.kind]}, ${price}`;
};

const chipsPerUnit = ({ chips, units }: Pick<Candidate, 'chips' | 'units'>): number => chips / units;

/** How a candidate is held: `own`, or `rent: on demand, $55.04/h`. */
export const tenureText = (candidate: Candidate): string => {
  if (candidate.tenure === 'own') return 'own';
  if (candidate.offer == null) return candidate.offerId === null ? 'rent' : `rent (${candidate.offerId})`;
  return `rent: ${offerText(candidate.offer, chipsPerUnit(candidate))}`;
};

/** Other ways to rent the same system, in words with the region, cheapest bill first. */
export const otherOfferTexts = (candidate: Candidate): readonly string[] => {
  const texts = (candidate.otherOffers ?? []).map(
    (offer) =>
      `${offerText(offer, chipsPerUnit(candidate))}${offer.region === null ? '' : ` in ${offer.region}`}`,
  );
  return [...new Set(texts)];
};

const month = (value: number | null): string => (value === null ? 'never' : formatNumber(value));

/** The month from which owning is cheaper than renting the same system, in words, with its interval. */
export const breakEvenText = ({ rentOrOwn: { breakEven } }: Candidate): string => {
  switch (breakEven.kind) {
    case 'reached':
      return `owning beats renting it from month ${formatNumber(breakEven.month)} (${month(breakEven.monthLow)} to ${month(breakEven.monthHigh)})`;
    case 'not-reached':
      return `renting it stays cheaper than owning over all ${formatNumber(breakEven.horizonMonths)} months`;
    case 'not-comparable':
      return breakEven.why;
  }
};

/** From which share of hours in use owning pays, in words; null where that cannot be compared. */
export const utilisationText = ({ rentOrOwn }: Candidate): string | null => {
  const share = rentOrOwn.breakEvenUtilisation;
  if (share === null) return null;
  if (share <= 0) return 'owning pays however little it is used';
  if (share > 1) return 'owning never pays, even when it is used all hours';
  return `owning pays above ${formatNumber(100 * share, 2)} % of hours in use`;
};

/** Renting against owning one system, in a sentence without its full stop. */
export const rentOrOwnText = (candidate: Candidate): string => {
  const use = utilisationText(candidate);
  return `${breakEvenText(candidate)}${use === null ? '' : `; ${use}`}`;
};

const PREDICTED: Readonly<Partial<Record<string, string>>> = {
  'requests/s': 'predicted capacity',
  'tokens/s': 'predicted throughput',
  'tokens/s/chip': 'predicted throughput',
  s: 'predicted time of a step',
  ms: 'predicted latency',
};

const FORMULA_SHOWN = 40;

/** An input of a sensitivity in plain words: `staff` for default.staff, `hbm bandwidth of mi350x` for its path. */
export const inputName = ({ input, inputUnit }: Pick<Sensitivity, 'input' | 'inputUnit'>): string => {
  const fact = /^[a-z-]+\/([^#\s]+)#(\S+)$/.exec(input);
  if (fact !== null) return `${fact[2]?.replace(/[_-]/g, ' ')} of ${fact[1]}`;
  if (!input.includes(' ')) return input.replace(/^(default|terms|assumptions)\./, '').replace(/[_-]/g, ' ');
  const predicted = inputUnit === undefined ? undefined : PREDICTED[inputUnit];
  if (predicted !== undefined) return predicted;
  return input.length <= FORMULA_SHOWN ? input : `${input.slice(0, FORMULA_SHOWN)}…`;
};

const isUnit = (unit: string): unit is UnitName => (UNITS as readonly string[]).includes(unit);
const inUnit = (value: number, unit: string): string =>
  isUnit(unit) ? formatValue(value, unit) : `${formatNumber(value)} ${unit}`;

/** Two values with the unit once where both are written alike: `$0.0113 to $0.0327/Mtok`. */
const betweenText = (low: number, high: number, unit: string): string => {
  const [first, last] = [inUnit(low, unit), inUnit(high, unit)];
  const suffix = /(\/[A-Za-z-]+| [^\d\s]\S*)$/.exec(first)?.[0];
  return suffix !== undefined && last.endsWith(suffix)
    ? `${first.slice(0, -suffix.length)} to ${last}`
    : `${first} to ${last}`;
};

/** What one input does to the result: `staff between $50k and $300k takes it from $402k to $1.07M`. */
export const sensitivityText = (each: Sensitivity): string => {
  const { inputLow, inputHigh, inputUnit } = each;
  const moved =
    inputLow === undefined || inputHigh === undefined || inputUnit === undefined
      ? ''
      : ` between ${inUnit(inputLow, inputUnit)} and ${inUnit(inputHigh, inputUnit)}`;
  return `${inputName(each)}${moved} takes the result from ${inUnit(each.scoreLow, each.unit)} to ${inUnit(each.scoreHigh, each.unit)}`;
};

/** The inputs that move a candidate most, in one line; null where nothing moves it. */
export const mattersMost = ({ sensitivity }: Candidate): string | null =>
  sensitivity.length === 0
    ? null
    : sensitivity
        .map((each) => `${inputName(each)} (${betweenText(each.scoreLow, each.scoreHigh, each.unit)})`)
        .join('; ');

/** What the buyer's present systems carry, a line per system; each workload taken alone. */
export const fleetTexts = ({ fleet }: PlanResult): readonly string[] => {
  const systems = [...new Set(fleet.map(({ systemId }) => systemId))];
  return systems.flatMap((systemId) => {
    const shares = fleet.filter((each) => each.systemId === systemId);
    const [first] = shares;
    if (first === undefined) return [];
    const parts = shares.map(({ share, workload }) => {
      if (share === null) return `none of ${workload}`;
      return share >= 1 ? `all of ${workload}` : `${formatNumber(100 * share, 2)} % of ${workload}`;
    });
    const alone = parts.length > 1 ? ', given to one workload alone,' : '';
    return [`Your ${formatNumber(first.units)} × ${first.systemName}${alone} carry ${parts.join(' or ')}.`];
  });
};
