import { describe, expect, it } from 'vitest';
import { a100 } from '../training/training.testing.ts';
import type { Measurement } from './measurement.ts';
import {
  adaptersOf,
  attentionShareOf,
  documentLengthOf,
  expertCapacityOf,
  flushesOf,
  interleavesOf,
  keepsScores,
  keepsWideTensors,
  lengthOf,
  recomputesOf,
  shardRanksOf,
  shardsFully,
  zeroOf,
} from './training-customs.ts';

const row = (given: Partial<Measurement>): Measurement => ({
  id: 'worked',
  task: 'train',
  model: 'Llama-3-70B',
  hardware: 'h100-sxm',
  chips: 64,
  metric: 'step_time_s',
  ...given,
});
const maxText = { software: 'MaxText (JAX)' };
const megatron = { software: 'Megatron-Bridge, NeMo container 26.06' };
const autoModel = { software: 'NeMo AutoModel (PyTorch FSDP2/PP, Transformer Engine)' };

describe('recompute of a published run', () => {
  it('is what the source says', () => {
    expect(recomputesOf(row({ ...maxText, parallelism: { recompute: 'minimal' } }))).toEqual(['selective']);
    expect(recomputesOf(row({ parallelism: { recompute: 'none (fits)' } }))).toEqual(['none']);
  });

  it('is full where only the input of a layer is kept, wherever that lives', () => {
    const recompute = 'custom (host offload: decoder_layer_input,out_proj)';
    expect(recomputesOf(row({ ...maxText, parallelism: { recompute } }))).toEqual(['full']);
  });

  it('is never full for Megatron recipes that do not say, and likeliest full for AutoModel ones', () => {
    expect(recomputesOf(row(megatron))).toEqual(['none', 'selective']);
    expect(recomputesOf(row(autoModel))).toEqual(['full', 'none']);
    expect(recomputesOf(row({}))).toEqual(['none', 'selective', 'full']);
  });
});

describe('interleaving of a published run', () => {
  it('is taken as chunks of two layers where Megatron could interleave, or none', () => {
    expect(interleavesOf(row(megatron), 96, 8, 16)).toEqual([6, 1]);
  });

  it('is none where micro-batches do not come in whole rounds, or the trainer does not interleave', () => {
    expect(interleavesOf(row(megatron), 96, 8, 12)).toEqual([1]);
    expect(interleavesOf(row({ software: 'Neuron SDK 2.20' }), 96, 8, 16)).toEqual([1]);
  });

  it('is what is printed, and two for DualPipe', () => {
    expect(interleavesOf(row({ ...megatron, parallelism: { interleave: 5 } }), 80, 4, 8)).toEqual([5]);
    expect(interleavesOf(row({ parallelism: { schedule: 'DualPipe' } }), 61, 16, 60)).toEqual([2]);
  });
});

describe('pipeline of a published run', () => {
  it('runs empty after every local batch of AutoModel, and once a step elsewhere', () => {
    const parallelism = { pp: 8, grad_accum: 2 };
    expect(flushesOf(row({ ...autoModel, parallelism }), 8)).toBe(2);
    expect(flushesOf(row({ ...autoModel, parallelism }), 1)).toBe(1);
    expect(flushesOf(row({ ...autoModel, parallelism: { pp: 8 } }), 8)).toBe(1);
    expect(flushesOf(row({ ...megatron, parallelism }), 8)).toBe(1);
  });
});

describe('sharding of a published run', () => {
  it('stays inside a slice where slices each hold a copy', () => {
    expect(shardRanksOf(row(maxText), { fsdp: 256 }, 1024)).toBe(256);
    expect(shardRanksOf(row(maxText), { fsdp: 256 }, 256)).toBeNull();
    expect(shardRanksOf(row({ software: 'MosaicML llm-foundry' }), { fsdp: 3 }, 512)).toBeNull();
  });

  it('gathers weights once a step beside a pipeline', () => {
    expect(zeroOf(row(autoModel), { fsdp: 64, pp: 4 })).toBe(1);
    expect(zeroOf(row(autoModel), { fsdp: 8 })).toBe(3);
    expect(zeroOf(row({}), { fsdp: 'ZeRO-2-like (FSDP)', pp: 16 })).toBe(1);
    expect(zeroOf(row({}), { fsdp: 'ZeRO-2-like (FSDP)' })).toBe(2);
    expect(shardsFully(row(maxText))).toBe(true);
  });
});

describe('what a run trained on', () => {
  it('is the second phase of BERT where a core holds two sequences, whatever length the table prints', () => {
    const bert = row({ model: 'BERT-large', seq_len: 128 });
    expect(lengthOf({ ...bert, parallelism: { microbatch: 2 } })).toBe(512);
    expect(lengthOf({ ...bert, parallelism: { microbatch: 16 } })).toBe(128);
    expect(lengthOf(row({ notes: '2048 in later tables of the page' }))).toBe(2048);
  });

  it('is short documents where examples are packed', () => {
    expect(documentLengthOf(row({ notes: 'packed SQuAD, full fine-tuning' }))).toBe(200);
    expect(documentLengthOf(row({ notes: 'sequence packed to 8192' }))).toBeNull();
  });

  it('is adapters on attention for NeMo and MLPerf, on every projection for AutoModel', () => {
    expect(adaptersOf(row({ ...megatron, phase: 'LoRA' }))).toEqual({ rank: 16, on: 'attention' });
    expect(adaptersOf(row({ ...autoModel, phase: 'LoRA' }))).toEqual({ rank: 16, on: 'all' });
    expect(adaptersOf(row({ phase: 'SFT' }))).toBeNull();
  });
});

describe('kernels of a published run', () => {
  it('keep attention scores in stacks without a fused kernel', () => {
    expect(keepsScores(row({ notes: 'no flash attention (2022)' }))).toBe(true);
    expect(keepsScores(row({ software: 'Neuron SDK 2.16.0; torch-neuronx' }))).toBe(true);
    expect(keepsScores(row({ software: 'Neuron SDK 2.20.0; neuronx-distributed' }))).toBe(false);
  });

  it('reach half of the usual attention efficiency where the kernel is a generation behind the chip', () => {
    const foundry = row({ software: 'MosaicML llm-foundry/Composer, PyTorch FSDP' });
    expect(attentionShareOf(foundry, { ...a100, chipId: 'h100-sxm' })).toBe(0.5);
    expect(attentionShareOf(foundry, a100)).toBe(1);
  });

  it('read the capacity of experts that drop tokens, and FP32 tensors on Neuron', () => {
    expect(expertCapacityOf(row({ notes: 'dropping MoE, capacity factor 1.25; one step' }))).toBe(1.25);
    expect(expertCapacityOf(row({ notes: 'dropless' }))).toBeNull();
    const fp32 = { training_dtype_as_published: 'FP32' };
    expect(keepsWideTensors(row({ precision: fp32, software: 'Neuron SDK 2.5.0' }))).toBe(true);
    expect(keepsWideTensors(row({ precision: fp32, software: 'PyTorch' }))).toBe(false);
  });
});
