import type { RangedReader } from '../../../workload/files/ranged-reader.ts';
import { counted } from '../judge/finding.ts';
import { emptyReading, type ModelReading } from '../reading.ts';
import { pickleFindings } from './findings.ts';
import { listPickle } from './listing.ts';

/** A checkpoint as a pickle, bare or `data.pkl` of an archive: listed for imports and tensors, never loaded. */
export const readPickle = (file: RangedReader): ModelReading => {
  const listing = listPickle(file);
  const { census, remarks } = listing;
  const elements = census.elements();
  return {
    ...emptyReading('pickle'),
    parameters: elements === 0 ? null : elements,
    elementTypes: census.elementTypes(),
    largestTensor: census.largest(),
    findings: pickleFindings(listing, 'pickle'),
    remarks: [`listed, not loaded: ${counted(listing.globals.size, 'import')}`, ...remarks],
  };
};
