import type { OpenAPIHono } from '@hono/zod-openapi';

type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}' +
  'code,pre{font:13px/1.45 ui-monospace,monospace}pre{background:#f4f5f7;padding:.8rem;overflow:auto}' +
  'h2{font-size:1.05rem;margin:2rem 0 .2rem}table{border-collapse:collapse}td,th{text-align:left;padding:.15rem 1rem .15rem 0;vertical-align:top}' +
  '@media(prefers-color-scheme:dark){body{color:#e6e8eb;background:#15181c}pre{background:#1f242a}a{color:#8ab4f8}}';

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses?: unknown;
}

const isParameter = (
  value: unknown,
): value is { name: string; in: string; required?: boolean; description?: string } =>
  typeof value === 'object' && value !== null && 'name' in value && 'in' in value;

const parametersOf = ({ parameters = [] }: Operation): string => {
  const rows = parameters
    .filter(isParameter)
    .map(
      ({ name, in: place, required, description = '' }) =>
        `<tr><td><code>${escaped(name)}</code></td><td>${escaped(place)}${required === true ? ', required' : ''}</td><td>${escaped(description)}</td></tr>`,
    );
  return rows.length === 0 ? '' : `<table>${rows.join('')}</table>`;
};

const schemaOf = (content: unknown): string => {
  const name = /"#\/components\/schemas\/([A-Za-z]+)"/.exec(JSON.stringify(content) ?? '')?.[1];
  return name === undefined ? '' : `<a href="#schema-${name}"><code>${name}</code></a>`;
};

const operationOf = (method: string, path: string, operation: Operation): string => {
  const [success] = Object.entries((operation.responses ?? {}) as Record<string, unknown>);
  return (
    `<h2><code>${method.toUpperCase()} ${escaped(path)}</code></h2><p>${escaped(operation.summary ?? '')}</p>${parametersOf(operation)}` +
    `<p>${operation.requestBody === undefined ? '' : `body ${schemaOf(operation.requestBody)} → `}` +
    `${success === undefined ? '' : `${success[0]} ${schemaOf(success[1])}`}</p>`
  );
};

/** The OpenAPI document as one page that needs nothing else: no script, no style sheet, no font. */
export const docsPage = (document: OpenApiDocument): string => {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) =>
      operationOf(method, path, operation),
    ),
  );
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<h2 id="schema-${escaped(name)}"><code>${escaped(name)}</code></h2><pre>${escaped(JSON.stringify(schema, null, 2))}</pre>`,
  );
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    `<title>${escaped(document.info.title)} API</title><style>${STYLE}</style></head><body>` +
    `<h1>${escaped(document.info.title)} API</h1><p>${escaped(document.info.description ?? '')}</p>` +
    `<p><a href="/openapi.json">OpenAPI ${escaped(document.openapi)}</a></p>${operations.join('')}<h1>Schemas</h1>${schemas.join('')}</body></html>`
  );
};
