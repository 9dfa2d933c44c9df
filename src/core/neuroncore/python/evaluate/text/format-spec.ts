import type { CallContext } from '../../values.ts';

/** A format specification taken apart. Source: Python 3.11 documentation, library/string "Format Specification Mini-Language". */
export interface FormatSpec {
  readonly fill: string;
  readonly align: '<' | '>' | '=' | '^' | null;
  readonly sign: '+' | '-' | ' ';
  readonly noNegativeZero: boolean;
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly grouping: ',' | '_' | null;
  readonly precision: number | null;
  /** Empty when none is given. */
  readonly type: string;
}

const SPEC =
  /^(?:(?<filled>[\s\S])(?=[<>=^]))?(?<align>[<>=^])?(?<sign>[-+ ])?(?<z>z)?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<grouping>[,_])?(?:\.(?<precision>\d+))?(?<type>[a-zA-Z%])?$/u;

const ALIGNS = ['<', '>', '=', '^'] as const;

/** Reads a format specification; raises ValueError when it is not one. `typeName` is for the message. */
export const parseFormatSpec = (context: CallContext, text: string, typeName: string): FormatSpec => {
  const groups = SPEC.exec(text)?.groups;
  if (groups === undefined) {
    return context.raise(
      'ValueError',
      /\.$|\.\D/.test(text)
        ? 'Format specifier missing precision'
        : `Invalid format specifier '${text}' for object of type '${typeName}'`,
    );
  }
  const { filled, align, sign, width, grouping, precision, type } = groups;
  const zero = groups['zero'] !== undefined;
  const spec: FormatSpec = {
    fill: filled ?? (zero ? '0' : ' '),
    align: ALIGNS.find((each) => each === align) ?? (zero ? '=' : null),
    sign: sign === '+' || sign === ' ' ? sign : '-',
    noNegativeZero: groups['z'] !== undefined,
    alternate: groups['alternate'] !== undefined,
    zero,
    width: width === undefined ? 0 : Number(width),
    grouping: grouping === ',' || grouping === '_' ? grouping : null,
    precision: precision === undefined ? null : Number(precision),
    type: type ?? '',
  };
  if (spec.width > 1e9 || (spec.precision !== null && spec.precision > 1e9)) {
    context.raise('ValueError', 'Too many decimal digits in format string');
  }
  context.allocate(spec.width + (spec.precision === null ? 0 : spec.precision));
  return spec;
};

/** Pads `body` to the width; `prefix` (sign, `0x`) stays in front of `=` padding. */
export const pad = (
  spec: FormatSpec,
  prefix: string,
  body: string,
  length: number,
  fallback: '<' | '>',
): string => {
  const missing = spec.width - prefix.length - length;
  if (missing <= 0) return prefix + body;
  const fill = (count: number): string => spec.fill.repeat(count);
  switch (spec.align ?? fallback) {
    case '<':
      return prefix + body + fill(missing);
    case '^': {
      const left = Math.floor(missing / 2);
      return fill(left) + prefix + body + fill(missing - left);
    }
    case '=':
      return prefix + fill(missing) + body;
    default:
      return fill(missing) + prefix + body;
  }
};

/** Digits with a separator before every group of `size`, counted from the right. */
export const group = (digits: string, separator: string, size: number): string => {
  const parts: string[] = [];
  for (let end = digits.length; end > 0; end -= size)
    parts.unshift(digits.slice(Math.max(end - size, 0), end));
  return parts.join(separator);
};

/** Whole digits grouped and, under `0` padding, filled up with grouped zeros so that `rest` still fits the width. */
export const groupToWidth = (spec: FormatSpec, digits: string, size: number, used: number): string => {
  if (spec.grouping === null) return digits;
  let grouped = group(digits, spec.grouping, size);
  if (spec.fill !== '0' || (spec.align ?? '>') !== '=') return grouped;
  let filled = digits;
  while (grouped.length + used < spec.width) {
    filled = `0${filled}`;
    grouped = group(filled, spec.grouping, size);
  }
  return grouped;
};
