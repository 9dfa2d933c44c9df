import { baseName, extensionOf } from '../files/kind.ts';
import { TEMPLATE_ENDINGS } from '../files/kind-table.ts';
import type { FileKind, HitPlace } from '../scan.ts';

/** How a language branches on what it finds, for `guards.ts`. */
export type Branching = 'preprocessor' | 'cmake' | 'make' | 'shell' | 'template' | 'none';

/** As much of a language as tells comments and strings from code. */
export interface Syntax {
  /**
   * Comments and strings, tried with `gm`. Everything else is code. What is open at the end of the text ends there, so that
   * no text makes the expression go back over it.
   */
  readonly tokens: string | null;
  /** Whether a token is a comment, by its beginning; null: all are. */
  readonly comment: RegExp | null;
  /** What strings count as: where everything of weight is written as one, they are the code. */
  readonly strings: Extract<HitPlace, 'string' | 'code'>;
  /** Tokens that look like comments and are read by a program. */
  readonly directive: RegExp | null;
  /** What is neither comment nor string. */
  readonly base: Extract<HitPlace, 'code' | 'prose'>;
  /** Whether a backslash at the end of a line joins the next one to it. */
  readonly joinsLines: boolean;
  readonly branching: Branching;
}

const END = String.raw`(?![\s\S])`;
const SLASH_COMMENTS = String.raw`\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|${END})`;
const DOUBLE = String.raw`"(?:\\[\s\S]|[^"\\\n])*"?`;
/** Ends with its line where nothing closes it: an expression that then failed would begin again at every quote. */
const DOUBLE_LINE = String.raw`"(?:\\.|[^"\\\n])*(?:"|$)`;
const SINGLE_LINE = String.raw`'[^'\n]*'`;
const TRIPLE = String.raw`"""[\s\S]*?(?:"""|${END})`;
const TRIPLE_SINGLE = String.raw`'''[\s\S]*?(?:'''|${END})`;
const BACKTICK = `\`[^\`]*(?:\`|${END})`;
const CHARACTER = String.raw`(?<![0-9A-Za-z_])'(?:\\[^\n]|[^'\\\n])[^'\n]{0,8}'`;
/** A number sign that begins a word; inside one it is a colour, an anchor or a parameter. */
const HASH = String.raw`(?<![^\s;&|()\[\]{},])#[^\n]*`;

const SLASHES = /^\/[/*]/;
const HASHES = /^#/;

const syntax = (given: Partial<Syntax>): Syntax =>
  Object.freeze({
    tokens: null,
    comment: null,
    strings: 'string',
    directive: null,
    base: 'code',
    joinsLines: false,
    branching: 'none',
    ...given,
  });

const either = (...tokens: readonly string[]): string => tokens.join('|');

const RAW_C = String.raw`(?:u8|[uUL])?R"([^()\\\s"]{0,16})\([\s\S]*?(?:\)\1"|${END})`;
const INCLUDE = String.raw`#[ \t]*include[ \t]*(?:<[^>\n]*>|"[^"\n]*")`;

const C_FAMILY = syntax({
  tokens: either(SLASH_COMMENTS, INCLUDE, RAW_C, DOUBLE, CHARACTER),
  comment: SLASHES,
  directive: /^#/,
  branching: 'preprocessor',
});
const SLASHED = syntax({ tokens: either(SLASH_COMMENTS, TRIPLE, DOUBLE, CHARACTER), comment: SLASHES });
const RUST = syntax({
  tokens: either(SLASH_COMMENTS, String.raw`\br(#{0,8})"[\s\S]*?(?:"\1|${END})`, DOUBLE, CHARACTER),
  comment: SLASHES,
});
const SCRIPT = syntax({
  tokens: either(SLASH_COMMENTS, DOUBLE_LINE, SINGLE_LINE, BACKTICK),
  comment: SLASHES,
});
const JULIA = syntax({ tokens: either(`#=[\\s\\S]*?(?:=#|${END})`, HASH, TRIPLE, DOUBLE), comment: HASHES });
const HASHED = syntax({
  tokens: either(HASH, TRIPLE, TRIPLE_SINGLE, DOUBLE_LINE, SINGLE_LINE),
  comment: HASHES,
});
const DASHED = syntax({ tokens: either('--[^\\n]*', DOUBLE_LINE, SINGLE_LINE), comment: /^--/ });

const SETTINGS = syntax({
  tokens: either(HASH, DOUBLE_LINE, SINGLE_LINE),
  comment: HASHES,
  strings: 'code',
});
const SHELL = syntax({
  ...SETTINGS,
  directive: /^#(?:SBATCH|PBS|BSUB|!|\$ )/,
  joinsLines: true,
  branching: 'shell',
});
const YAML = syntax({
  ...SETTINGS,
  directive: /^#(?:SBATCH|PBS|BSUB)/,
  joinsLines: true,
  branching: 'template',
});
const TOML = syntax({
  tokens: either(HASH, TRIPLE, TRIPLE_SINGLE, DOUBLE_LINE, SINGLE_LINE),
  comment: HASHES,
  strings: 'code',
});
const CMAKE = syntax({
  tokens: either(`#\\[(=*)\\[[\\s\\S]*?(?:\\]\\1\\]|${END})`, HASH, DOUBLE),
  comment: HASHES,
  strings: 'code',
  branching: 'cmake',
});
const MAKE = syntax({ tokens: '(?<!\\\\)#[^\\n]*', strings: 'code', joinsLines: true, branching: 'make' });
const DOCKERFILE = syntax({ tokens: '^[ \\t]*#[^\\n]*', strings: 'code', joinsLines: true });
const TERRAFORM = syntax({
  tokens: either(SLASH_COMMENTS, HASH, DOUBLE_LINE),
  comment: /^(?:#|\/[/*])/,
  strings: 'code',
});
const JSON_TEXT = syntax({ tokens: either(SLASH_COMMENTS, DOUBLE_LINE), comment: SLASHES, strings: 'code' });
const MARKUP = syntax({ tokens: `<!--[\\s\\S]*?(?:-->|${END})`, strings: 'code' });
const PROSE = syntax({ base: 'prose', joinsLines: true });
const PLAIN = syntax({ strings: 'code' });

const named = (syntaxOf: Syntax, list: string): readonly (readonly [string, Syntax])[] =>
  list.split(' ').map((extension) => [extension, syntaxOf] as const);

const BY_EXTENSION: ReadonlyMap<string, Syntax> = new Map([
  ...named(RUST, 'rs'),
  ...named(SLASHED, 'java kt kts scala groovy cs swift dart v sv php proto thrift zig td gradle sbt'),
  ...named(SCRIPT, 'go js mjs cjs ts tsx jsx vue svelte css scss'),
  ...named(JULIA, 'jl'),
  ...named(HASHED, 'rb r pl pm pyx pxd pxi ex exs nim mojo bzl bazel build'),
  ...named(DASHED, 'lua sql hs'),
  ...named(YAML, 'yaml yml'),
  ...named(TOML, 'toml'),
  ...named(CMAKE, 'cmake'),
  ...named(MAKE, 'mk am'),
  ...named(TERRAFORM, 'tf tfvars hcl nomad'),
  ...named(JSON_TEXT, 'json jsonc json5 jsonnet libsonnet'),
  ...named(MARKUP, 'xml plist'),
  ...named(SHELL, 'sh bash zsh slurm sbatch'),
]);

const byKind = (kind: FileKind, path: string): Syntax => {
  switch (kind) {
    case 'c-family':
      return C_FAMILY;
    case 'shell':
      return SHELL;
    case 'container':
      return DOCKERFILE;
    case 'prose':
      return PROSE;
    case 'build':
      return /cmakelists/.test(path) ? CMAKE : /makefile/.test(path) ? MAKE : SETTINGS;
    case 'manifest':
      return YAML;
    case 'ci':
      return path.includes('jenkinsfile') ? SLASHED : YAML;
    case 'config':
    case 'requirements':
      return SETTINGS;
    default:
      return PLAIN;
  }
};

const FIRST_BY_KIND: ReadonlySet<FileKind> = new Set(['c-family', 'shell', 'prose']);

/** The syntax by which a file is read: of its kind, or of its extension, behind which a template may have added its own. */
export const syntaxOf = (kind: FileKind, path: string): Syntax => {
  const name = baseName(path).replace(TEMPLATE_ENDINGS, '');
  if (FIRST_BY_KIND.has(kind)) return byKind(kind, name);
  return BY_EXTENSION.get(extensionOf(name)) ?? byKind(kind, name);
};
