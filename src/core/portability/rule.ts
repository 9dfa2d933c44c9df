/** What a hit costs: blocks (no replacement of its kind), rewrite (work by hand), drop-in (an edit), cosmetic (no effect). */
export const SEVERITIES = ['blocks', 'needs-rewrite', 'drop-in', 'cosmetic'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const RULE_CATEGORIES = [
  'torch-device',
  'compile',
  'kernel',
  'library',
  'distributed',
  'serving',
  'infrastructure',
  'model',
] as const;
export type RuleCategory = (typeof RULE_CATEGORIES)[number];

/**
 * What work is counted by. `site`: each distinct place, sub-linear when many are alike; `kernel`, `model`, `extension`,
 * `manifest`, `pipeline`, `image`, `environment`: each distinct one found; `module`: each file; `recipe`: each file;
 * `cluster`, `deployment`, `team`, `repository`: once.
 */
export const EFFORT_UNITS = [
  'site',
  'kernel',
  'module',
  'model',
  'extension',
  'manifest',
  'pipeline',
  'image',
  'environment',
  'recipe',
  'deployment',
  'cluster',
  'team',
  'repository',
] as const;
export type EffortUnit = (typeof EFFORT_UNITS)[number];

/** Working days of an engineer for one unit. `daysHigh` is null where the top is open. */
export interface RuleEffort {
  readonly unit: EffortUnit;
  readonly daysLow: number;
  readonly daysHigh: number | null;
  readonly reasoning: string;
}

/**
 * What makes a hit in the syntax tree of Python. Each decides alone, whatever name an import gave the thing and also where
 * the pattern does not match the text; only `text` goes by the pattern. Any one that holds makes the hit.
 * `argument`: only where the written value of some argument, by place or by keyword, matches this regular expression.
 */
export type PythonMatcher =
  /** A dotted name after aliases are resolved: `torch.cuda.Stream`; `torch.cuda.*` stands for any member. */
  | { readonly kind: 'reference'; readonly name: string }
  /** An import of the module or of a part of it, also by `importlib.import_module` and `__import__`. */
  | { readonly kind: 'import'; readonly module: string }
  /** A call of a dotted name after aliases are resolved. `withoutKeyword`: only where that keyword is not given. */
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly withoutKeyword?: string;
      readonly argument?: string;
    }
  /** A call of a method on any value: `.cuda()`. */
  | { readonly kind: 'method'; readonly name: string; readonly argument?: string }
  /** An attribute read on any value: `.is_cuda`. */
  | { readonly kind: 'attribute'; readonly name: string }
  /** A constant string whose whole value matches this regular expression; docstrings are none. */
  | { readonly kind: 'string'; readonly value: string }
  /** A keyword argument of a call, its written value matched by this regular expression where one is given. */
  | { readonly kind: 'keyword'; readonly name: string; readonly value?: string }
  /** A decorator by its dotted name after aliases are resolved, called or not. */
  | { readonly kind: 'decorator'; readonly name: string }
  /** A class derived from a dotted name after aliases are resolved. */
  | { readonly kind: 'subclass'; readonly name: string }
  /** The pattern itself, anywhere in code or in strings that are no docstrings. */
  | { readonly kind: 'text' };

/** What takes the place of the finding on a target family. */
export interface Replacement {
  readonly text: string;
  /** The document that says so; null for a judgement. */
  readonly source: string | null;
}

/** A file as an example of a rule. */
export interface RuleExample {
  readonly file: string;
  readonly text: string;
}

/** One thing that binds code, a model or a deployment to NVIDIA, as dated data. */
export interface Rule {
  readonly id: string;
  readonly category: RuleCategory;
  readonly title: string;
  /** File name patterns: `*.py`, `Dockerfile*`, `config.json`. */
  readonly files: readonly string[];
  /** Source of a JavaScript regular expression without the `u` flag, tried with `gm`. */
  readonly pattern: string;
  /** What makes a hit in Python; empty: as `text`. */
  readonly python: readonly PythonMatcher[];
  /**
   * A regular expression that must match somewhere in the file for any hit to count: generic names (`num_gpus=`) mean
   * something only beside what they belong to (`ray`). Null where the pattern says enough.
   */
  readonly requires: string | null;
  /** A catch-all: a hit of it is left out where a hit of a rule that is none overlaps it. */
  readonly general: boolean;
  /** `model-reader`: only reading the model decides (`config.json`, weights), the pattern says no more than where to look. */
  readonly decidedBy: 'scanner' | 'model-reader';
  readonly why: string;
  readonly severity: Severity;
  readonly replacements: Readonly<Record<'neuron' | 'rocm' | 'tpu', Replacement>>;
  readonly effort: RuleEffort;
  /** What is not a hit although it looks like one; null when nothing is known. */
  readonly guard: string | null;
  /** Packages of which a rule is no finding in their own repository: `flash_attn`. */
  readonly ownPackages: readonly string[];
  readonly positive: readonly RuleExample[];
  readonly negative: readonly RuleExample[];
}
