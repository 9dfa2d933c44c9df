import type { FileKind } from '../scan.ts';
import { KIND_OF_EXTENSION, MAGIC_ROWS, NAME_ROWS, TEMPLATE_ENDINGS } from './kind-table.ts';

/** The last part of a path, in small letters. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase();

/** What stands after the last dot of the name, in small letters; empty where there is none. */
export const extensionOf = (path: string): string => {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
};

const byName = (path: string): FileKind | undefined =>
  NAME_ROWS.find(({ where }) => where.test(path))?.kind ?? KIND_OF_EXTENSION.get(extensionOf(path));

const SHEBANG_KINDS: readonly (readonly [RegExp, FileKind])[] = [
  [/^#!.*\bpython[\d.]*\b/, 'python'],
  [/^#!.*\b(?:ba|z|k|da|c|tc|fi)?sh\b/, 'shell'],
  [/^#!.*\b(?:node|deno|bun|ruby|perl|lua|julia|Rscript)\b/, 'other-code'],
];

/** Documents of Kubernetes carry both keys at the margin; CloudFormation and SAM name their version. */
const KUBERNETES = /^apiVersion:.*$[\s\S]*?^kind:|^kind:.*$[\s\S]*?^apiVersion:/m;
const CLOUD_FORMATION = /\bAWSTemplateFormatVersion\b/;
const HELM_ACTION = /\{\{-?\s*(?:\.Values|include|if|with|range|define|template|toYaml)\b/;

const byContent = (named: FileKind | undefined, path: string, head: string): FileKind | undefined => {
  if (named === undefined) {
    const script = SHEBANG_KINDS.find(([begins]) => begins.test(head));
    if (script !== undefined) return script[1];
    if (/^#(?:SBATCH|PBS|BSUB)\b/m.test(head)) return 'shell';
    // A name such as `Some.Dockerfile_v2` says nothing, but an image and steps at the margin do.
    if (/^FROM\s+\S+/m.test(head) && /^RUN\s/m.test(head)) return 'container';
    return undefined;
  }
  if (named !== 'config') return named;
  if (/\.(?:ya?ml|json|conf)$/.test(path) && (KUBERNETES.test(head) || CLOUD_FORMATION.test(head)))
    return 'manifest';
  return /\.ya?ml$/.test(path) && HELM_ACTION.test(head) && /\b(?:charts?|helm)\//.test(path)
    ? 'manifest'
    : named;
};

/** How a pickle of protocol 2 and later and a zip begin: files `*.bin`, `*.plan` and `*.data` that carry weights. */
const isBinaryModel = (path: string, head: string): boolean =>
  /\.(?:bin|pkl|data|plan)$/.test(path) && (/^\x80[\x02-\x05]/.test(head) || head.startsWith('PK\x03\x04'));

/**
 * What a file is. The name decides, from the most telling part on; where it says nothing, the first bytes do. `head`: the
 * first bytes as Latin-1.
 */
export const kindOf = (path: string, head: string): FileKind => {
  const lower = path.toLowerCase();
  if (MAGIC_ROWS.some(({ begins }) => head.startsWith(begins)) || isBinaryModel(lower, head)) return 'model';
  const bare = lower.replace(TEMPLATE_ENDINGS, '');
  const named = byName(lower) ?? (bare === lower ? undefined : byName(bare));
  return byContent(named, bare, head) ?? 'other';
};
