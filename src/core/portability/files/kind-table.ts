import type { FileKind } from '../scan.ts';

/** When the tables of names were last gone through; names of files are conventions and change with the tools. */
export const FILE_TABLES_AS_OF = '2026-11-21';

/** What a name says. The first row that matches decides; `where` is tried on the path from the root, in small letters. */
export interface NameRow {
  readonly kind: FileKind;
  readonly where: RegExp;
}

/**
 * Names and places that say more than the extension. Sources: docs.docker.com build/concepts/dockerfile,
 * docs.github.com actions, docs.gitlab.com ci/yaml, helm.sh topics/charts, packaging.python.org, conda user guide.
 */
export const NAME_ROWS: readonly NameRow[] = Object.freeze([
  { kind: 'prose', where: /(?:^|\/)\.github\/(?:issue|discussion|pull_request)_template/ },
  {
    kind: 'ci',
    where:
      /(?:^|\/)\.(?:[^/]+\/workflows|github\/actions|circleci|buildkite|gitlab(?:-ci)?|woodpecker|azure-pipelines)\/.*\.ya?ml$/,
  },
  {
    kind: 'ci',
    where:
      /(?:^|\/)(?:\.gitlab-ci|azure-pipelines|bitbucket-pipelines|cloudbuild|buildspec|\.?appveyor|\.travis|\.drone|\.cirrus)[^/]*\.ya?ml$/,
  },
  { kind: 'ci', where: /(?:^|\/)jenkinsfile[^/]*$/ },
  {
    kind: 'container',
    where: /(?:^|\/)(?:docker|container)file(?:[._-][^/]*)?$|\.(?:docker|container)file$/,
  },
  {
    kind: 'container',
    where:
      /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$|(?:^|\/)docker-bake[^/]*\.(?:hcl|json)$|(?:^|\/)singularity(?:\.[^/]*)?$/,
  },
  {
    kind: 'requirements',
    where:
      /(?:^|\/)[^/]*(?:requirements?|constraints?)[^/]*\.(?:txt|in|pip)$|(?:^|\/)requirements?\/[^/]+\.(?:txt|in)$/,
  },
  {
    kind: 'requirements',
    where:
      /(?:^|\/)(?:pyproject|pipfile|pixi|cargo)(?:\.toml)?$|(?:^|\/)(?:setup\.cfg|go\.mod|package\.json)$/,
  },
  {
    kind: 'requirements',
    where:
      /(?:^|\/)(?:environment|conda)(?:[-_.][^/]*)?\.ya?ml$|(?:^|\/)env\.ya?ml$|(?:^|\/)(?:meta|recipe)\.ya?ml$/,
  },
  {
    kind: 'requirements',
    where: /\.lock$|(?:^|\/)(?:go\.sum|package-lock\.json|pnpm-lock\.yaml|[^/]*conda-lock[^/]*\.ya?ml)$/,
  },
  {
    kind: 'build',
    where:
      /(?:^|\/)cmakelists\.txt$|(?:^|\/)(?:gnu)?makefile(?:\.[^/]*)?$|(?:^|\/)(?:build|workspace|module)(?:\.bazel)?$/,
  },
  {
    kind: 'build',
    where:
      /(?:^|\/)(?:meson\.build|meson_options\.txt|justfile|\.gitmodules|manifest\.in|configure\.ac|pom\.xml|build\.sbt)$|\.gradle(?:\.kts)?$/,
  },
  {
    kind: 'manifest',
    where:
      /(?:^|\/)(?:chart|kustomization|skaffold|helmfile)\.ya?ml$|(?:^|[/_-])values[^/]*\.ya?ml$|\/templates\/[^/]*\.(?:ya?ml|tpl)$/,
  },
  {
    kind: 'model',
    where:
      /(?:^|\/)(?:pytorch_model|adapter_model|optimizer|training_args|consolidated|diffusion_pytorch_model)[^/]*\.bin$/,
  },
  {
    kind: 'config',
    where:
      /(?:^|\/)(?:\.env(?:\.[^/]*)?|\.flake8|\.pylintrc|\.editorconfig|\.dockerignore|\.gitignore|\.gitattributes|codeowners)$/,
  },
  {
    kind: 'prose',
    where:
      /(?:^|\/)(?:readme|license|licence|copying|notice|authors|changelog|changes|contributing|citation)(?:\.[^/]*)?$/,
  },
]);

const extensions = (kind: FileKind, list: string): readonly (readonly [string, FileKind])[] =>
  list.split(' ').map((extension) => [extension, kind] as const);

/** What an extension says, in small letters and without its dot. */
export const KIND_OF_EXTENSION: ReadonlyMap<string, FileKind> = new Map([
  ...extensions('python', 'py pyi pyw'),
  ...extensions('notebook', 'ipynb'),
  ...extensions('c-family', 'c cc cpp cxx h hh hpp hxx inl ipp tpp inc cu cuh hip ptx m mm metal cl'),
  ...extensions(
    'other-code',
    'rs go jl java kt kts scala groovy js mjs cjs ts tsx jsx vue svelte rb swift cs fs php pl pm lua r pyx pxd pxi f f90 proto thrift sql zig mojo hs ml ex exs erl clj dart nim v sv td css scss',
  ),
  ...extensions('build', 'cmake mk bzl am m4 ninja'),
  ...extensions('manifest', 'tf tfvars hcl nomad tpl bicep'),
  ...extensions('container', 'def'),
  ...extensions('shell', 'sh bash zsh ksh fish csh tcsh slurm sbatch sub pbs lsf bat cmd ps1'),
  ...extensions(
    'config',
    'json jsonc json5 yaml yml toml ini cfg conf properties env xml pbtxt textproto args jsonnet libsonnet gin config service plist cff typed',
  ),
  ...extensions('prose', 'md mdx markdown rst txt adoc qmd rmd tex html htm org text'),
  ...extensions(
    'model',
    'safetensors gguf ggml onnx pt pth pt2 ckpt engine trt mlir stablehlo hlo tflite nemo mar',
  ),
]);

/** Endings of templates: what stands before them says the kind (`values.yaml.j2`). */
export const TEMPLATE_ENDINGS = /\.(?:j2|jinja2?|tmpl|template|tpl|in|dist|sample|example|bak|orig|gotmpl)$/;

/** Files people pack: looked into within limits. Model formats that are zip files too are no archives. */
export const ARCHIVE_ENDINGS = /\.(?:zip|whl|egg|jar|nupkg|tar|tar\.gz|tgz)$/;

/** How files of a format begin, as Latin-1; what no name says. */
export const MAGIC_ROWS: readonly { readonly kind: FileKind; readonly begins: string }[] = Object.freeze([
  { kind: 'model', begins: 'GGUF' },
  { kind: 'model', begins: 'ftrt' },
]);
