import { DockerfileParser } from 'dockerfile-ast';
import { parse as parseToml } from 'smol-toml';
import { parseAllDocuments } from 'yaml';
import { baseName, extensionOf } from '../files/kind.ts';
import type { FileKind, HitEvidence } from '../scan.ts';
import { isShallow } from './nesting.ts';

/** Manifests that people write are smaller; parsers that keep positions cost far more than the patterns of rules. */
const PARSED_CHARACTERS_MAX = { json: 1_048_576, toml: 262_144, yaml: 65_536, docker: 65_536 } as const;

/** What a file of a known format is, beside its text. */
export interface FormatReading {
  /** `manifest` where the file is what it claims to be. */
  readonly evidence: Extract<HitEvidence, 'manifest' | 'text'>;
  readonly remarks: readonly string[];
  /** Of a Dockerfile: the image that each line with FROM builds on, through the stages before it; lines from 1. */
  readonly images: ReadonlyMap<number, string>;
}

const NO_IMAGES: ReadonlyMap<number, string> = new Map();
const TEXT: FormatReading = Object.freeze({ evidence: 'text', remarks: [], images: NO_IMAGES });
const MANIFEST: FormatReading = Object.freeze({ evidence: 'manifest', remarks: [], images: NO_IMAGES });

/** Actions of Helm, Jinja and the like: text until somebody renders it. */
const TEMPLATE = /\{\{|\{%/;

const readsAsYaml = (text: string): boolean => {
  const documents = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
  return Array.isArray(documents) && documents.every(({ errors }) => errors.length === 0);
};

const reads = (parse: () => unknown): boolean => {
  try {
    return parse() !== false;
  } catch {
    // Whatever a parser throws, the file is not what its name says; its lines are still read as text.
    return false;
  }
};

/** The image behind a name of FROM: stages of the file are followed to what they build on, a loop to its own name. */
const imageBehind = (stages: ReadonlyMap<string, string>, name: string): string => {
  const seen = new Set<string>();
  let image = name;
  for (let next = stages.get(image); next !== undefined && !seen.has(image); next = stages.get(image)) {
    seen.add(image);
    image = next;
  }
  return image;
};

const readDockerfile = (text: string): FormatReading => {
  const file = DockerfileParser.parse(text);
  const stages = new Map<string, string>();
  const images = new Map<number, string>();
  for (const from of file.getFROMs()) {
    const image = from.getImage();
    const range = from.getRange();
    if (image === null || range === null) continue;
    images.set(range.start.line + 1, imageBehind(stages, image));
    const stage = from.getBuildStage();
    if (stage !== null && stage !== image) stages.set(stage, image);
  }
  return { evidence: file.getInstructions().length > 0 ? 'manifest' : 'text', remarks: [], images };
};

const formatOf = (kind: FileKind, path: string): keyof typeof PARSED_CHARACTERS_MAX | null => {
  const extension = extensionOf(path);
  if (extension === 'json') return 'json';
  if (
    extension === 'toml' ||
    baseName(path) === 'pipfile' ||
    /(?:^|\/)(?:uv|poetry|cargo|pdm)\.lock$/i.test(path)
  )
    return 'toml';
  if (extension === 'yaml' || extension === 'yml') return 'yaml';
  return kind === 'container' && extension !== 'def' && !baseName(path).startsWith('singularity')
    ? 'docker'
    : null;
};

/**
 * Whether a file is well-formed in the format that its name claims, and what the format says beyond lines. Files nested too
 * deep for a parser are read as text, with a remark; so are templates and what is no such format. Never throws.
 */
export const readFormat = (kind: FileKind, path: string, text: string): FormatReading => {
  const format = formatOf(kind, path);
  if (format === null || text.length > PARSED_CHARACTERS_MAX[format]) return TEXT;
  if (format === 'docker') {
    let reading = TEXT;
    reads(() => {
      reading = readDockerfile(text);
      return true;
    });
    return reading;
  }
  if (!isShallow(text)) return { ...TEXT, remarks: ['nested more than 200 deep: read as text'] };
  if (format === 'json') return reads(() => JSON.parse(text)) ? MANIFEST : TEXT;
  if (format === 'toml') return reads(() => parseToml(text)) ? MANIFEST : TEXT;
  return !TEMPLATE.test(text) && reads(() => readsAsYaml(text)) ? MANIFEST : TEXT;
};
