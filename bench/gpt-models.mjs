// The GPT models of the large searches.

/** A GPT block repeated, as arXiv 2205.05198 describes its models in Table 3. */
const gpt = (name, hidden, heads, layers) => ({
  name,
  family: 'gpt',
  hidden,
  vocabulary: 51_200,
  tiedEmbeddings: true,
  maxPositions: 2048,
  positionParameters: 2048 * hidden,
  causal: true,
  layers: [
    {
      count: layers,
      mixer: {
        kind: 'attention',
        queryHeads: heads,
        keyValueHeads: heads,
        headDim: hidden / heads,
        window: null,
        extraParameters: 0,
        outputGate: false,
      },
      feedForward: { kind: 'dense', width: 4 * hidden, gated: false, extraParameters: 0 },
    },
  ],
  predictionLayers: 0,
  formats: { linear: 'bf16', experts: 'bf16', embedding: 'bf16' },
  source: 'arXiv 2205.05198, Table 3',
});

export const gpt3 = gpt('GPT-3 175B', 12_288, 96, 96);
export const turing = gpt('Turing-NLG 530B', 20_480, 128, 105);
