import { numberOf } from '../../isa/operands.ts';
import { compareVersions } from '../../isa/table.ts';
import { atSite } from '../../memory/host/tensor.ts';
import { expandDimension } from '../../memory/reorder.ts';
import type { View } from '../../memory/view.ts';
import { shapeArgument } from './creation.ts';
import {
  copied,
  issueIsa,
  type Lower,
  type Lowering,
  newTile,
  reportUnsupported,
  result,
  resultDtype,
  tileArgument,
} from './lowering.ts';
import { spread } from './reductions.ts';
import { activated } from './unary.ts';

/** `nl.load`: a new SBUF tile with the elements of an HBM tensor, cast on the way. */
const load: Lower = (lowering) => {
  const src = tileArgument(lowering, 'src');
  const dst = newTile(lowering, src.shape, resultDtype(lowering, src.dtype));
  issueIsa(lowering, 'dma_copy', { dst, src });
  return result(dst);
};

/** `nl.store`: an SBUF tile into an HBM tensor. */
const store: Lower = (lowering) => {
  const dst = tileArgument(lowering, 'dst');
  issueIsa(lowering, 'dma_copy', { dst, src: tileArgument(lowering, 'value') });
  return null;
};

/** `nl.copy`: on the Vector engine since NKI 0.6; through float32 on the Scalar engine before. */
const copy: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const dtype = resultDtype(lowering, x.dtype);
  const exact = compareVersions(lowering.machine.version, [0, 6]) >= 0;
  return result(exact ? copied(lowering, x, dtype) : activated(lowering, 'copy', x, dtype));
};

/** `nl.load_transpose2d`: a transposing transfer, then a cast where one is asked for. */
const loadTranspose2d: Lower = (lowering) => {
  const src = tileArgument(lowering, 'src');
  const { context } = lowering;
  const [rows, columns, ...more] = src.shape;
  if (rows === undefined || columns === undefined || more.length > 0) {
    return context.raise('ValueError', 'nl.load_transpose2d takes a tensor of two dimensions');
  }
  const dst = newTile(lowering, [columns, rows], src.dtype);
  issueIsa(lowering, 'dma_transpose', { dst, src });
  const dtype = resultDtype(lowering, src.dtype);
  return result(dtype === src.dtype ? dst : copied(lowering, dst, dtype));
};

/** A new tile in PSUM with the transposed elements, by the Tensor engine. */
export const transposed = (lowering: Lowering, x: View): View => {
  const [rows = 1, columns = 1, ...more] = x.shape;
  if (more.length > 0) lowering.context.raise('ValueError', 'a tile of two dimensions can be transposed');
  const dst = newTile(lowering, [columns, rows], x.dtype, 'psum');
  issueIsa(lowering, 'nc_transpose', { dst, data: x });
  return dst;
};

/** `nl.transpose`: into PSUM; with another dtype on to SBUF. */
const transpose: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const dst = transposed(lowering, x);
  const dtype = resultDtype(lowering, x.dtype);
  return result(dtype === x.dtype ? dst : copied(lowering, dst, dtype));
};

/** One partition to many is a transfer that reads it again and again; it needs its source in SBUF. */
const spreadPartitions = (lowering: Lowering, x: View, partitions: number): View => {
  const source = x.storage.space === 'psum' ? copied(lowering, x) : x;
  const shape = [partitions, ...source.shape.slice(1)];
  const dst = newTile(lowering, shape, source.dtype);
  for (let partition = 0; partition < partitions; partition += 1) {
    const [stride = 0] = dst.strides;
    const row = { ...dst, shape: source.shape, offset: dst.offset + partition * stride };
    issueIsa(lowering, 'dma_copy', { dst: row, src: source });
  }
  return dst;
};

/** `nl.broadcast_to`: dimensions of size 1 repeated. Source: aws-neuron-sdk nki/api/nki/language, broadcast_to. */
const broadcastTo: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const shape = shapeArgument(lowering);
  const fits =
    shape.length === x.shape.length &&
    shape.every((size, dimension) => size === x.shape[dimension] || x.shape[dimension] === 1);
  if (!fits) {
    const found = `(${x.shape.join(', ')}) cannot become (${shape.join(', ')})`;
    return lowering.context.raise('ValueError', `${found}: dimensions of size 1 can be repeated`);
  }
  const dtype = resultDtype(lowering, x.dtype);
  if (shape.join() === x.shape.join()) return result(dtype === x.dtype ? x : copied(lowering, x, dtype));
  const [partitions = 1] = shape;
  const wide = x.shape[0] === partitions ? x : spreadPartitions(lowering, x, partitions);
  if (wide.shape.join() === shape.join()) {
    return result(dtype === wide.dtype ? wide : copied(lowering, wide, dtype));
  }
  return result(copied(lowering, spread(wide, shape), dtype));
};

/** `nl.expand_dims`: another view of the same tile. */
const expandDims: Lower = (lowering) => {
  const { args, context } = lowering;
  const x = tileArgument(lowering, 'x');
  const axis = numberOf(args['axis']) ?? context.raise('TypeError', 'axis must be an int');
  return result(atSite(context, () => expandDimension(x, axis)));
};

/** `nl.gather_flattened`: elements of each partition by their position, all free dimensions as one. */
const gatherFlattened: Lower = (lowering) => {
  const data = tileArgument(lowering, 'data');
  const indices = tileArgument(lowering, 'indices');
  const { axis } = lowering.args;
  if (axis !== undefined && axis !== 0)
    reportUnsupported(lowering, 'nl.gather_flattened gathers with axis 0, and another axis was given.');
  const dst = newTile(lowering, indices.shape, resultDtype(lowering, data.dtype));
  const exact = dst.dtype === data.dtype ? dst : newTile(lowering, indices.shape, data.dtype);
  const unsigned = indices.dtype === 'uint32' ? indices : copied(lowering, indices, 'uint32');
  issueIsa(lowering, 'nc_n_gather', { dst: exact, data, indices: unsigned });
  if (exact !== dst) issueIsa(lowering, 'tensor_copy', { dst, src: exact });
  return result(dst);
};

/** `nl.matmul`: x.T @ y in PSUM. Without `transpose_x` the chip does not support it, and x is transposed first. */
const matmul: Lower = (lowering) => {
  const x = tileArgument(lowering, 'x');
  const y = tileArgument(lowering, 'y');
  const isTransposed = lowering.args['transpose_x'] === true;
  if (!isTransposed) {
    reportUnsupported(
      lowering,
      'nl.matmul is supported with transpose_x=True only (release notes of NKI 0.4.0).',
    );
  }
  const stationary = isTransposed ? x : copied(lowering, transposed(lowering, x));
  const rows = stationary.shape.slice(1).reduce((count, size) => count * size, 1);
  const dst = newTile(lowering, [rows, ...y.shape.slice(1)], 'float32', 'psum');
  issueIsa(lowering, 'nc_matmul', { dst, stationary, moving: y });
  return result(dst);
};

/** Tiles loaded, stored, copied, turned and gathered, by name. Source: aws-neuron-sdk nki/api/nki/language. */
export const MOVEMENT: Readonly<Record<string, Lower>> = {
  broadcast_to: broadcastTo,
  copy,
  expand_dims: expandDims,
  gather_flattened: gatherFlattened,
  load,
  load_transpose2d: loadTranspose2d,
  matmul,
  store,
  transpose,
};
