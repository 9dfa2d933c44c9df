/**
 * Colours that stay apart for readers with any of the common colour-vision deficiencies and in grey (Okabe and Ito,
 * "Color Universal Design", 2008), darkened where needed to reach a contrast of 3:1 on white.
 */
const ORANGE = '#c75b00';
const GREEN = '#00805e';
const BLUE = '#0068a8';
const PURPLE = '#a8477a';
const SKY = '#2b8cc4';
const AMBER = '#9a7400';
const INK = '#333333';
const GREY = '#6b6b6b';

const VENDORS: readonly (readonly [string, string])[] = [
  ['aws', ORANGE],
  ['amazon', ORANGE],
  ['nvidia', GREEN],
  ['amd', INK],
  ['google', BLUE],
  ['microsoft', SKY],
  ['intel', PURPLE],
  ['huawei', AMBER],
];

/** The colour of a vendor, the same in every chart; grey for one not listed. */
export const vendorColour = (vendor: string): string => {
  const name = vendor.toLowerCase();
  return VENDORS.find(([known]) => name.includes(known))?.[1] ?? GREY;
};

/** Fills for parts of a bar: light enough to carry dark text, told apart by lightness as well as by hue. */
const PARTS = [
  '#4f8fc0',
  '#f0b35c',
  '#7cc4a8',
  '#d78bb0',
  '#b9d3e8',
  '#e8dd8a',
  '#9a9a9a',
  '#c98f6b',
  '#d9d9d9',
] as const;

export const partColour = (index: number): string => PARTS[index % PARTS.length] ?? GREY;

const DASHES = ['', '7 3', '2 3', '9 3 2 3', '12 4'] as const;

/** The dash of the n-th series that shares a colour, so that two systems of one vendor stay apart. */
export const dashOf = (index: number): string => DASHES[index % DASHES.length] ?? '';

/** Colour and dash for each series of a chart. */
export const seriesStyles = (
  series: readonly { readonly vendor: string }[],
): readonly { readonly colour: string; readonly dash: string }[] => {
  const used = new Map<string, number>();
  return series.map(({ vendor }) => {
    const colour = vendorColour(vendor);
    const index = used.get(colour);
    const next = index === undefined ? 0 : index + 1;
    used.set(colour, next);
    return { colour, dash: dashOf(next) };
  });
};
