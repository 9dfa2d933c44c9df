import type { Site } from '../python/source.ts';
import { describeSite, lineText } from '../python/source.ts';

/** Something the compiler or the chip would fail on, or that would give an undefined or slow result. */
export interface Diagnostic {
  /** Id of the rule in catalog/neuroncore/rules.yaml. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  /** What was found and what is accepted, in one sentence each. */
  readonly message: string;
  readonly site: Site;
}

/** Ends a kernel: the instruction, allocation or statement at `diagnostic.site` cannot be compiled or run. */
export class KernelFault extends Error {
  override readonly name = 'KernelFault';
  readonly diagnostic: Diagnostic;
  /** The calls under way at the place, outermost first, without the place itself; the evaluator notes them. */
  calls: readonly Site[] = [];

  constructor(diagnostic: Diagnostic) {
    super(`${describeSite(diagnostic.site)}: ${diagnostic.message}`);
    this.diagnostic = diagnostic;
  }
}

/** The diagnostic as people read it: place, message, rule, the line and a caret below the place. */
export const describeDiagnostic = (diagnostic: Diagnostic): string => {
  const { site } = diagnostic;
  const gutter = `${site.line} | `;
  const caret = ' '.repeat(gutter.length + site.column - 1);
  return [
    `${describeSite(site)}: ${diagnostic.severity}: ${diagnostic.message} [${diagnostic.rule}]`,
    `${gutter}${lineText(site.file, site.line).replaceAll('\t', ' ')}`,
    `${caret}^`,
  ].join('\n');
};

/** The fault as people read it: its diagnostic, and the calls that led to it, innermost first. */
export const describeFault = ({ diagnostic, calls }: KernelFault): string =>
  [
    describeDiagnostic(diagnostic),
    ...[...calls].reverse().map((site) => `called from ${describeSite(site)}`),
  ].join('\n');

/** Each rule once at each place: cores and ranks that run one program find the same. */
export const onceEach = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] => {
  const once = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const key = `${diagnostic.rule} ${describeSite(diagnostic.site)}`;
    if (!once.has(key)) once.set(key, diagnostic);
  }
  return [...once.values()];
};
