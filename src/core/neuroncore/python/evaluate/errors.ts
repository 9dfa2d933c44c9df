import { describeSite, lineText, type Site } from '../source.ts';
import type { PyInstance } from '../values.ts';

/** A Python exception that no `except` caught. */
export class PythonException extends Error {
  override readonly name = 'PythonException';
  /** The exception object of Python. */
  readonly value: PyInstance;
  /** The name of its class, such as `ValueError`. */
  readonly type: string;
  /** Where it was raised. */
  readonly site: Site;
  /** The calls under way when it was raised, outermost first; the last is `site`. */
  readonly sites: readonly Site[];

  constructor(value: PyInstance, message: string, sites: readonly Site[], site: Site) {
    super(message);
    this.value = value;
    this.type = value.type.name;
    this.site = site;
    this.sites = sites;
  }
}

/** Python that kernels cannot use, found before the program runs. */
export class UnsupportedPython extends Error {
  override readonly name = 'UnsupportedPython';
  readonly site: Site;
  /** What to write instead. */
  readonly advice: string;

  constructor(message: string, site: Site, advice: string) {
    super(message);
    this.site = site;
    this.advice = advice;
  }
}

const marked = (site: Site): string[] => {
  const gutter = `${site.line} | `;
  return [
    `${gutter}${lineText(site.file, site.line).replaceAll('\t', ' ')}`,
    `${' '.repeat(gutter.length + site.column - 1)}^`,
  ];
};

/** The refusal as people read it: place, what was found, the line with a caret, and what to write instead. */
export const describeUnsupported = (error: UnsupportedPython): string =>
  [`${describeSite(error.site)}: ${error.message}`, ...marked(error.site), error.advice].join('\n');

/** The exception as people read it: the calls that led to it, outermost first, then the place, type and message. */
export const describeException = (error: PythonException): string =>
  [
    ...error.sites.slice(0, -1).map((site) => `called from ${describeSite(site)}`),
    `${describeSite(error.site)}: ${error.type}${error.message === '' ? '' : `: ${error.message}`}`,
    ...marked(error.site),
  ].join('\n');
