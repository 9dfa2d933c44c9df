import type { ModelDescription, ModelSummary } from '../app/model.ts';
import { formatValue } from '../core/report/format.ts';
import { terminalTable } from '../core/report/table.ts';
import { plainText, wrapText } from '../core/report/text.ts';
import type { FeedForward, LayerGroup, Mixer } from '../core/workload/architecture.ts';

const whole = (value: number): string => value.toLocaleString('en-GB');

const billions = (parameters: number): string => `${(parameters / 1e9).toPrecision(4)}B`;

/** Shipped models as a table no wider than the terminal. */
export const modelListText = (models: readonly ModelSummary[], columns: number): string =>
  terminalTable(
    [
      { header: 'Model' },
      { header: 'Parameters', align: 'right' },
      { header: 'Active', align: 'right' },
      { header: 'Layers', align: 'right', dropRank: 2 },
      { header: 'Positions', align: 'right', dropRank: 1 },
      { header: 'Architecture', shrinkTo: 6, dropRank: 0 },
      { header: 'Source', shrinkTo: 12, dropRank: 3 },
    ],
    models.map((model) => [
      model.name,
      billions(model.parameters),
      model.activeParameters === model.parameters ? '' : billions(model.activeParameters),
      String(model.layers),
      model.maxPositions === null ? '' : whole(model.maxPositions),
      model.family,
      model.source,
    ]),
    columns,
  ).join('\n');

const mixerText = (mixer: Mixer): string | null => {
  switch (mixer.kind) {
    case 'attention':
      return `attention ${mixer.queryHeads}/${mixer.keyValueHeads} heads of ${mixer.headDim}${mixer.window === null ? '' : `, window ${whole(mixer.window)}`}`;
    case 'latent-attention':
      return `latent attention ${mixer.queryHeads} heads, rank ${mixer.keyValueRank}+${mixer.ropeHeadDim}${mixer.sparse === null ? '' : `, top ${whole(mixer.sparse.topK)}`}`;
    case 'state-space':
      return `state space ${mixer.heads} heads, state ${mixer.stateSize}`;
    case 'none':
      return null;
  }
};

const feedForwardText = (feedForward: FeedForward): string | null => {
  switch (feedForward.kind) {
    case 'dense':
      return `feed-forward ${whole(feedForward.width)}${feedForward.gated ? ' gated' : ''}`;
    case 'experts':
      return `${feedForward.activeExperts} of ${feedForward.experts} experts of ${whole(feedForward.expertWidth)}${feedForward.sharedWidth === 0 ? '' : `, shared ${whole(feedForward.sharedWidth)}`}`;
    case 'none':
      return null;
  }
};

/** Kinds of layers, most frequent first, each once. */
const layerLines = (groups: readonly LayerGroup[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { count, mixer, feedForward } of groups) {
    const text = [mixerText(mixer), feedForwardText(feedForward)].filter((part) => part !== null).join('; ');
    const before = counts.get(text);
    counts.set(text, before === undefined ? count : before + count);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([text, count]) => `${count} x ${text}`);
};

const cacheLine = ({ cache }: ModelDescription): string => {
  const parts = [
    `${whole(cache.bytesPerTokenBf16)} B per token in 16 bits, ${whole(cache.bytesPerTokenFp8)} B in fp8`,
  ];
  if (cache.windows.length > 0)
    parts.push(
      `${whole(cache.unboundedBytesPerTokenBf16)} B once past the window of ${cache.windows.map(whole).join(', ')}`,
    );
  if (cache.stateBytesPerRequestBf16 > 0)
    parts.push(`${formatValue(cache.stateBytesPerRequestBf16, 'B')} of state per request`);
  return parts.join('; ');
};

const weightLine = ({ weights }: ModelDescription): string =>
  Object.entries(weights.bytesByFormat)
    .map(([format, bytes]) => `${format} ${formatValue(bytes, 'B')}`)
    .join(', ');

const flopsLine = ({ flopsPerToken }: ModelDescription): string =>
  [
    formatValue(flopsPerToken.withoutContext, 'FLOP'),
    ...flopsPerToken.attention.map(
      ({ context, flops }) => `+ ${formatValue(flops, 'FLOP')} at ${whole(context)}`,
    ),
  ].join('; ');

const LABEL_WIDTH = 17;
const INDENT = 2;

/** A model on one screen: what it is made of, what it weighs, what a token costs. */
export const modelText = (description: ModelDescription, columns: number): string => {
  const { architecture: model, parameters, weights, tensorParallelDegrees: degrees } = description;
  const [firstLayer = '', ...otherLayers] = layerLines(model.layers);
  const { formats } = model;
  const rows: readonly (readonly [string, string])[] = [
    ['Architecture', `${model.family}, ${description.layers} layers, width ${whole(model.hidden)}`],
    ['Layers', firstLayer],
    ...otherLayers.map((line) => ['', line] as const),
    [
      'Vocabulary',
      `${whole(model.vocabulary)}${model.tiedEmbeddings ? ', tied' : ''}${model.maxPositions === null ? '' : `; up to ${whole(model.maxPositions)} positions`}`,
    ],
    [
      'Parameters',
      `${whole(parameters.formula)} (${billions(parameters.formula)}), active ${billions(parameters.active)}`,
    ],
    ['', parameters.note],
    [
      'Stored as',
      `linear ${formats.linear}, experts ${formats.experts}, embedding ${formats.embedding}: ${formatValue(weights.storedBytes, 'B')}${weights.onDiskBytes === null ? '' : `; ${formatValue(weights.onDiskBytes, 'B')} on disk`}`,
    ],
    ['Weights', weightLine(description)],
    ['Cache', model.causal ? cacheLine(description) : 'none: an encoder sees all of its input at once'],
    ['Work per token', flopsLine(description)],
    ['Tensor parallel', `chips: ${degrees.chips.join(', ')}`],
    ['', `Neuron logical cores: ${degrees.neuronCores.join(', ')}`],
    ['Read from', model.source],
    ...(model.notes ?? []).map((note) => ['Note', note] as const),
  ];
  const lines = rows.flatMap(([label, text]) =>
    wrapText(plainText(text), columns - INDENT - LABEL_WIDTH).map(
      (line, index) => `${' '.repeat(INDENT)}${(index === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`,
    ),
  );
  return [plainText(model.name), ...lines].join('\n');
};
