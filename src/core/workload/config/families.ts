import { readBamba } from './bamba.ts';
import { readBert } from './bert.ts';
import { readBloom } from './bloom.ts';
import { readDeepseekV2, readDeepseekV3, readDeepseekV32 } from './deepseek.ts';
import { readFalcon } from './falcon.ts';
import type { FamilyReader } from './family.ts';
import { readGemma, readGemma2, readGemma3 } from './gemma.ts';
import { readGlm4Moe } from './glm4-moe.ts';
import { readGptJ } from './gpt-j.ts';
import { readGptNeoX } from './gpt-neox.ts';
import { readGptOss } from './gpt-oss.ts';
import { readGpt2 } from './gpt2.ts';
import { readLlama } from './llama.ts';
import { readLlama4 } from './llama4.ts';
import { readMamba2 } from './mamba2.ts';
import { readMiniMaxM2 } from './minimax.ts';
import { readMistral, readMixtral } from './mistral.ts';
import { readMpt } from './mpt.ts';
import { readNemotronH } from './nemotron-h.ts';
import { readOpt } from './opt.ts';
import { readPhi3 } from './phi3.ts';
import { readQwen2, readQwen2Moe, readQwen3, readQwen3Moe } from './qwen.ts';
import { readQwen3Next, readQwen35 } from './qwen3-next.ts';
import { readStarcoder2 } from './starcoder2.ts';

export interface Family {
  readonly read: FamilyReader;
  /** True where `model_type` names a wrapper whose text model is in `text_config`. */
  readonly wrapper: boolean;
}

const text = (read: FamilyReader): Family => ({ read, wrapper: false });
const wrapped = (read: FamilyReader): Family => ({ read, wrapper: true });

/** Readers by `model_type`. To add an architecture, write its file and add one line here. */
const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ['llama', text(readLlama)],
  ['mistral', text(readMistral)],
  ['mistral3', wrapped(readMistral)],
  ['mixtral', text(readMixtral)],
  ['qwen2', text(readQwen2)],
  ['qwen2_moe', text(readQwen2Moe)],
  ['qwen3', text(readQwen3)],
  ['qwen3_moe', text(readQwen3Moe)],
  ['gemma', text(readGemma)],
  ['gemma2', text(readGemma2)],
  ['gemma3', wrapped(readGemma3)],
  ['gemma3_text', text(readGemma3)],
  ['phi3', text(readPhi3)],
  ['gpt_oss', text(readGptOss)],
  ['deepseek_v2', text(readDeepseekV2)],
  ['deepseek_v3', text(readDeepseekV3)],
  ['kimi_k2', text(readDeepseekV3)],
  ['deepseek_v32', text(readDeepseekV32)],
  ['bert', text(readBert)],
  ['gpt2', text(readGpt2)],
  ['nemotron_h', text(readNemotronH)],
  ['bamba', text(readBamba)],
  ['mamba2', text(readMamba2)],
  ['qwen3_next', text(readQwen3Next)],
  ['qwen3_5_moe', wrapped(readQwen3Next)],
  ['qwen3_5_moe_text', text(readQwen3Next)],
  ['qwen3_5', wrapped(readQwen35)],
  ['qwen3_5_text', text(readQwen35)],
  ['glm4_moe', text(readGlm4Moe)],
  ['minimax_m2', text(readMiniMaxM2)],
  ['llama4', wrapped(readLlama4)],
  ['llama4_text', text(readLlama4)],
  ['kimi_k25', wrapped(readDeepseekV3)],
  ['starcoder2', text(readStarcoder2)],
  ['gpt_neox', text(readGptNeoX)],
  ['gptj', text(readGptJ)],
  ['opt', text(readOpt)],
  ['bloom', text(readBloom)],
  ['falcon', text(readFalcon)],
  ['mpt', text(readMpt)],
]);

export const readerOf = (modelType: string): Family | undefined => FAMILIES.get(modelType);

export const SUPPORTED_FAMILIES: readonly string[] = Object.freeze([...FAMILIES.keys()]);
