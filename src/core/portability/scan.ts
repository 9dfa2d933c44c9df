/** What a file is, decided by its name and, where that says nothing, by its first bytes. */
export const FILE_KINDS = [
  'python',
  'notebook',
  'c-family',
  'other-code',
  'requirements',
  'build',
  'container',
  'manifest',
  'shell',
  'ci',
  'config',
  'prose',
  'model',
  'other',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** What a file is for. Only `source` and `deployment` weigh in full. */
export const FILE_ROLES = [
  'source',
  'deployment',
  'example',
  'test',
  'documentation',
  'vendored',
  'generated',
] as const;
export type FileRole = (typeof FILE_ROLES)[number];

/** Where in a file a hit stands. */
export type HitPlace = 'code' | 'string' | 'comment' | 'docstring' | 'prose';

/**
 * `guarded`: it runs only where the code has found the device or the package, so nothing breaks without them.
 * `device-agnostic`: the same expression handles other devices too. `fallback`: a branch that quietly takes the CPU.
 * `switched-off`: a setting whose value turns it off.
 */
export type Circumstance = 'plain' | 'guarded' | 'device-agnostic' | 'fallback' | 'switched-off';

/** How sure the scanner is: `syntax` by a tree, `manifest` by a parsed file format, `text` by the pattern alone. */
export type HitEvidence = 'syntax' | 'manifest' | 'text';

/** A rule that holds at a place of a file. Lines and columns start at 1, columns count UTF-16 units. */
export interface Hit {
  readonly rule: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  /** What was matched, in one spelling: `torch.cuda.synchronize`, a kernel's name, a package. One symbol is one change. */
  readonly symbol: string;
  readonly place: HitPlace;
  readonly circumstance: Circumstance;
  readonly evidence: HitEvidence;
  /** The line, trimmed, at most 160 characters. */
  readonly excerpt: string;
}

/** `# rackwright: ignore PT-006 -- reason` in the line or the line above. */
export interface Suppression {
  readonly rule: string;
  readonly line: number;
  readonly reason: string;
  readonly hits: number;
}

/** Everything that a file of code, configuration or prose gave. */
export interface FileScan {
  /** From the root, with `/` between folders. */
  readonly path: string;
  readonly kind: FileKind;
  readonly role: FileRole;
  readonly bytes: number;
  readonly lines: number;
  readonly hits: readonly Hit[];
  readonly suppressions: readonly Suppression[];
  /** Facts that are no findings: `names-device:neuron`, `imports:torch`, `package:flash_attn`. */
  readonly facts: readonly string[];
  /** What was not read or only in part, one line each: a syntax error, a size, an encoding. */
  readonly remarks: readonly string[];
}
