import { readSafetensorsIndex } from '../../../workload/files/safetensors-index.ts';
import type { ModelTables } from '../advice.ts';
import { type JsonRecord, member, recordAt, textAt } from '../archive/json-bytes.ts';
import { counted, finding, listed, whole } from '../judge/finding.ts';
import { emptyReading, type ModelReading } from '../reading.ts';
import { quantisationFindings, quantisationOf } from './quantisation.ts';
import { supportFindings } from './support.ts';

const FEATURES =
  'aws-neuron/aws-neuron-sdk:libraries/nxd-inference/developer_guides/feature-guide.rst@81ce03ae';

/** A quantize_config.json (GPTQ, AWQ) or hf_quant_config.json (ModelOpt). */
export const readQuantisationConfig = (config: JsonRecord, tables: ModelTables): ModelReading => {
  const quantisation = quantisationOf(config);
  return {
    ...emptyReading('hf-config'),
    findings: quantisation === null ? [] : quantisationFindings(quantisation, null, tables),
    remarks: quantisation === null ? ['names no method of quantisation'] : [],
  };
};

/** An adapter_config.json of PEFT. */
export const readAdapterConfig = (config: JsonRecord): ModelReading => {
  const kind = (textAt(config, 'peft_type') ?? 'an adapter').slice(0, 40);
  const base = textAt(config, 'base_model_name_or_path');
  const rank = member(config, 'r');
  return {
    ...emptyReading('hf-config'),
    architecture: kind,
    findings: [
      finding({
        code: 'model.adapter',
        rule: 'MD-006',
        severity: 'drop-in',
        text: `${kind}${typeof rank === 'number' ? ` of rank ${rank}` : ''}${base === null ? '' : ` over ${base.slice(0, 120)}`}: the documentation of vLLM Neuron mentions no adapters; NxD Inference (SDK up to 2.31) serves several at once for Llama and dense Qwen.`,
        replacement: 'merge it into the weights, or serve it with NxD Inference from local files',
        source: FEATURES,
      }),
    ],
  };
};

/** A model_index.json of diffusers: its pipeline against the support matrix, and its parts. */
export const readDiffusersIndex = (config: JsonRecord, tables: ModelTables): ModelReading => {
  const pipeline = textAt(config, '_class_name');
  const parts = Object.entries(config)
    .filter(([key, value]) => !key.startsWith('_') && Array.isArray(value) && typeof value[1] === 'string')
    .map(([key, value]) => `${key.slice(0, 40)} (${String((value as readonly unknown[])[1]).slice(0, 60)})`);
  return {
    ...emptyReading('diffusers-index'),
    architecture: pipeline === null ? null : pipeline.slice(0, 120),
    findings: supportFindings({ architectures: [], modelType: null, pipeline }, tables).map((one) => ({
      ...one,
      code: 'model.pipeline',
      rule: 'MD-007',
    })),
    remarks: parts.length === 0 ? [] : [`parts: ${listed(parts, 10)}`],
  };
};

/** A *.safetensors.index.json or *.bin.index.json: how many files hold how many tensors. Throws InputError on another form. */
export const readIndex = (config: JsonRecord, name: string): ModelReading => {
  const { files, tensorNames, totalBytes } = readSafetensorsIndex(
    config,
    name.endsWith('.bin.index.json') ? '.bin' : '.safetensors',
  );
  const parameters = member(recordAt(config, 'metadata'), 'total_parameters');
  return {
    ...emptyReading('hf-index'),
    parameters: typeof parameters === 'number' && Number.isSafeInteger(parameters) ? parameters : null,
    remarks: [
      `${counted(tensorNames.length, 'tensor')} in ${counted(files.length, 'file')}${totalBytes === null ? '' : `, ${whole(totalBytes)} bytes`}`,
    ],
  };
};
