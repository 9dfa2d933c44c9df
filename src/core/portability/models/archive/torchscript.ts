import { bytesReader } from '../../../workload/files/ranged-reader.ts';
import type { ModelFinding } from '../../model-asset.ts';
import { type Tally, tally, tensorCensus } from '../census.ts';
import { eachLine } from '../mlir/lines.ts';
import { pickleFindings } from '../pickle/findings.ts';
import { listPickle, type PickleListing } from '../pickle/listing.ts';
import { emptyReading, type ModelReading } from '../reading.ts';

/** Calls as TorchScript writes its code: `torch.conv2d(`, `ops.torchvision.nms(`. */
const CALL = /(?<![\w.])(torch|ops)\.([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?\(/g;
const MODULE_CLASS = /^class\s+(\w+)\(Module\)/;

/**
 * Functions of TorchScript over numbers, texts and lists, which run on the host whatever the device. Source: pytorch/pytorch,
 * torch/csrc/jit/runtime/register_prim_ops.cpp.
 */
const HOST_FUNCTIONS: ReadonlySet<string> = new Set([
  ...[
    'len',
    'append',
    'extend',
    'insert',
    'pop',
    'clear',
    'remove',
    'reverse',
    'sorted',
    'keys',
    'values',
    'items',
  ],
  ...[
    'format',
    'lower',
    'upper',
    'strip',
    'join',
    'startswith',
    'endswith',
    'find',
    'replace',
    'ord',
    'chr',
    'warn',
  ],
  ...[
    '__is__',
    '__isnot__',
    '__not__',
    '__contains__',
    '__getitem__',
    '_set_item',
    '__range_length',
    '__derive_index',
  ],
  ...[
    'floordiv',
    'list',
    'dict',
    'update',
    'get',
    'IntImplicit',
    'ScalarImplicit',
    'FloatImplicit',
    'Int',
    'Float',
    'Bool',
  ],
  ...['dim', 'size', 'numel', 'is_floating_point', 'device', 'dtype', 'layout'],
]);

/** The operator of a call: `torch.conv2d` and `ops.aten.conv2d` are `aten::conv2d`; null for functions of the host. */
const operatorOf = (namespace: string, name: string, member: string | undefined): string | null => {
  if (namespace === 'ops') return member === undefined || name === 'prim' ? null : `${name}::${member}`;
  return member !== undefined || HOST_FUNCTIONS.has(name) ? null : `aten::${name}`;
};

const readCode = (operators: Tally, classes: Tally, bytes: Uint8Array): boolean =>
  eachLine(bytesReader(bytes), (line) => {
    const found = MODULE_CLASS.exec(line)?.[1];
    if (found !== undefined) classes.add(found);
    for (const [, namespace, name, member] of line.matchAll(CALL)) {
      if (namespace === undefined || name === undefined) continue;
      const operator = operatorOf(namespace, name, member);
      if (operator !== null) operators.add(operator);
    }
  });

/**
 * A TorchScript archive by the text of its code (`code/**.py`), which is counted and never run, and by the pickles of its
 * values (`data.pkl`, `constants.pkl`), which are listed and never loaded.
 */
export const readTorchScript = (contents: ReadonlyMap<string, Uint8Array>): ModelReading => {
  const operators = tally();
  const classes = tally(10_000);
  const census = tensorCensus();
  const listings: PickleListing[] = [];
  for (const [name, bytes] of contents) {
    if (name.endsWith('.py')) readCode(operators, classes, bytes);
    else listings.push(listPickle(bytesReader(bytes), census));
  }
  const findings: readonly ModelFinding[] = listings.flatMap((listing) =>
    pickleFindings(listing, 'torchscript'),
  );
  const [architecture] = classes.counts.keys();
  return {
    ...emptyReading('torchscript'),
    architecture: architecture ?? null,
    parameters: census.elements(),
    elementTypes: census.elementTypes(),
    operators: operators.counts,
    largestTensor: census.largest(),
    findings,
    remarks: [
      `TorchScript: ${[...classes.counts.values()].reduce((sum, count) => sum + count, 0)} classes of modules`,
      ...listings.flatMap(({ remarks }) => remarks),
    ],
  };
};
