/** A declaration of one tensor for a made-up safetensors file. */
export interface MadeTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytesPerElement: number;
}

/** The beginning of a safetensors file with these tensors, and the size the whole file would have. */
export const madeSafetensors = (
  tensors: readonly MadeTensor[],
): { readonly bytes: Uint8Array; readonly fileSize: number } => {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  for (const { name, dtype, shape, bytesPerElement } of tensors) {
    const bytes = shape.reduce((product, size) => product * size, 1) * bytesPerElement;
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  return withHeader(JSON.stringify(header), offset);
};

/** A file that starts with this header text and has this many bytes of data. */
export const withHeader = (
  text: string,
  dataBytes: number,
): { readonly bytes: Uint8Array; readonly fileSize: number } => {
  const header = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + header.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return { bytes, fileSize: bytes.length + dataBytes };
};

type MadeValue = number | string | readonly string[] | bigint;

/** Writes GGUF by hand: numbers as u32, bigints as u64, texts, lists of texts. */
export interface GgufWriter {
  readonly u32: (value: number) => GgufWriter;
  readonly u64: (value: bigint | number) => GgufWriter;
  readonly text: (value: string) => GgufWriter;
  readonly value: (value: MadeValue) => GgufWriter;
  readonly bytes: () => Uint8Array;
}

export const ggufWriter = (): GgufWriter => {
  const parts: Uint8Array[] = [];
  const add = (part: Uint8Array): GgufWriter => {
    parts.push(part);
    return writer;
  };
  const writer: GgufWriter = {
    u32: (value) => {
      const part = new Uint8Array(4);
      new DataView(part.buffer).setUint32(0, value, true);
      return add(part);
    },
    u64: (value) => {
      const part = new Uint8Array(8);
      new DataView(part.buffer).setBigUint64(0, BigInt(value), true);
      return add(part);
    },
    text: (value) => {
      const part = new TextEncoder().encode(value);
      writer.u64(part.length);
      return add(part);
    },
    value: (value) => {
      if (typeof value === 'number') return writer.u32(4).u32(value);
      if (typeof value === 'bigint') return writer.u32(10).u64(value);
      if (typeof value === 'string') return writer.u32(8).text(value);
      writer.u32(9).u32(8).u64(value.length);
      for (const one of value) writer.text(one);
      return writer;
    },
    bytes: () => {
      const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      return all;
    },
  };
  return writer;
};

/** The header of a GGUF file with this metadata and these tensors (type numbers as in the format). */
export const madeGguf = (
  metadata: Readonly<Record<string, MadeValue>>,
  tensors: readonly { readonly name: string; readonly shape: readonly number[]; readonly type: number }[],
): Uint8Array => {
  const writer = ggufWriter().u32(0x46554747).u32(3).u64(tensors.length).u64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) writer.text(key).value(value);
  for (const { name, shape, type } of tensors) {
    writer.text(name).u32(shape.length);
    for (const size of shape) writer.u64(size);
    writer.u32(type).u64(0);
  }
  return writer.bytes();
};

/** Llama-3.2-1B as llama.cpp writes it: projections in Q4_K, norms in F32, the tied embedding in Q6_K. */
export const llamaGguf = (): Uint8Array => {
  const blocks = Array.from({ length: 16 }, (_, layer) => [
    { name: `blk.${layer}.attn_norm.weight`, shape: [2048], type: 0 },
    { name: `blk.${layer}.attn_q.weight`, shape: [2048, 2048], type: 12 },
    { name: `blk.${layer}.attn_k.weight`, shape: [2048, 512], type: 12 },
    { name: `blk.${layer}.attn_v.weight`, shape: [2048, 512], type: 12 },
    { name: `blk.${layer}.attn_output.weight`, shape: [2048, 2048], type: 12 },
    { name: `blk.${layer}.ffn_norm.weight`, shape: [2048], type: 0 },
    { name: `blk.${layer}.ffn_gate.weight`, shape: [2048, 8192], type: 12 },
    { name: `blk.${layer}.ffn_up.weight`, shape: [2048, 8192], type: 12 },
    { name: `blk.${layer}.ffn_down.weight`, shape: [8192, 2048], type: 12 },
  ]).flat();
  return madeGguf(
    {
      'general.architecture': 'llama',
      'general.name': 'Llama 3.2 1B',
      'llama.block_count': 16,
      'llama.context_length': 131072,
      'llama.embedding_length': 2048,
      'llama.feed_forward_length': 8192,
      'llama.attention.head_count': 32,
      'llama.attention.head_count_kv': 8,
      'llama.attention.key_length': 64,
      'tokenizer.ggml.tokens': Array.from({ length: 5000 }, (_, index) => `token ${index}`),
    },
    [
      { name: 'token_embd.weight', shape: [2048, 128256], type: 14 },
      { name: 'rope_freqs.weight', shape: [32], type: 0 },
      { name: 'output_norm.weight', shape: [2048], type: 0 },
      ...blocks,
    ],
  );
};
