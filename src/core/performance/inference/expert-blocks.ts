/**
 * How compiled engines on Neuron chips run routed experts, whose shapes are fixed before a router has chosen
 * (aws-neuron/neuronx-distributed@fbac349, src/neuronx_distributed/modules/moe/expert_mlps_v2.py, `forward`): few tokens
 * fetch the experts of each of them, shared or not; more go through all experts; prompts are cut into blocks of rows, each
 * of one expert, and as many blocks are computed as the most uneven routing needs.
 */

/** Rows of a block (`DEFAULT_BLOCK_SIZE`, modules/moe/model_utils.py of the same). */
export const BLOCK_ROWS = 512;

/** Times the rows of a block go to or from memory: looked up in the input and in the output, kept between products, put back. */
const BLOCK_ROW_PASSES = 4;

/**
 * Rows of the model's width that the blocks of a pass move: their own and, as the output of the layer is not added to in
 * place, `copies` times all of its rows for each of them.
 */
export const rowsMoved = (blocks: number, tokens: number, copies: number): number =>
  blocks * (copies * tokens + BLOCK_ROW_PASSES * BLOCK_ROWS);

/** What one rank computes in a layer with routed experts. */
export interface CompiledExpertWork {
  /** Experts whose weights are read; one that several blocks or tokens need counts for each. */
  readonly reads: number;
  /** Rows multiplied, padding included. */
  readonly rows: number;
  /** Experts whose weights are looked up by what the router chose, one after the other. */
  readonly fetches: number;
  /** Blocks whose rows are added to the layer's output one after the other. */
  readonly blocks: number;
}

/** Work of a decode step over `tokens` tokens on a rank that keeps `resident` experts. */
export const compiledDecode = (
  tokens: number,
  activeExperts: number,
  resident: number,
): CompiledExpertWork => {
  const copies = tokens * activeExperts;
  return copies < resident
    ? { reads: copies, rows: copies, fetches: copies, blocks: 0 }
    : { reads: resident, rows: tokens * resident, fetches: 0, blocks: 0 };
};

/** Work of a pass over prompts of `tokens` tokens: N = ceil((T k - (E - 1)) / B) + E - 1 blocks of B rows (`forward_blockwise`). */
export const compiledPrefill = (
  tokens: number,
  activeExperts: number,
  resident: number,
): CompiledExpertWork => {
  const copies = tokens * activeExperts;
  if (copies < resident || copies < BLOCK_ROWS) return compiledDecode(tokens, activeExperts, resident);
  const others = resident - 1;
  const blocks = Math.min(copies, Math.ceil((copies - others) / BLOCK_ROWS) + others);
  return { reads: blocks, rows: blocks * BLOCK_ROWS, fetches: blocks, blocks };
};
