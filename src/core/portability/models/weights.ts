import { ggufHeaderOf, safetensorsTensorsOf } from '../../workload/files/headers.ts';
import type { RangedReader } from '../../workload/files/ranged-reader.ts';
import { censusOf } from './census.ts';
import { emptyReading, type ModelReading } from './reading.ts';

/**
 * A safetensors file by its header: tensors, element types, parameters. Throws InputError on a header the format does not
 * allow; a claimed length is refused before it is followed.
 */
export const readSafetensors = (file: RangedReader): ModelReading => {
  const census = censusOf(safetensorsTensorsOf(file));
  return {
    ...emptyReading('safetensors'),
    parameters: census.elements(),
    elementTypes: census.elementTypes(),
    largestTensor: census.largest(),
  };
};

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** A GGUF file by its header: architecture, quantisation types, parameters. Throws InputError on anything else. */
export const readGguf = (file: RangedReader): ModelReading => {
  const { version, metadata, tensors } = ggufHeaderOf(file);
  const census = censusOf(tensors);
  const name = textOf(metadata.get('general.name'));
  return {
    ...emptyReading('gguf'),
    architecture: textOf(metadata.get('general.architecture')),
    parameters: census.elements(),
    elementTypes: census.elementTypes(),
    largestTensor: census.largest(),
    remarks: [`GGUF version ${version}${name === null ? '' : `, "${name.slice(0, 120)}"`}`],
  };
};
