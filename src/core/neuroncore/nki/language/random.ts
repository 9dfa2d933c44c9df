import { isAtLeast } from '../../isa/operands.ts';
import { isOnChip } from '../../memory/storage.ts';
import type { View } from '../../memory/view.ts';
import { shapeArgument, writeThroughTile } from './creation.ts';
import {
  bufferArgument,
  float,
  issueIsa,
  type Lower,
  type Lowering,
  nameOf,
  newTile,
  result,
  resultDtype,
  tileArgument,
} from './lowering.ts';

/** 24 random bits as a fraction: what float32 holds exactly, and never 1. */
const FRACTION_BITS = 24;

/** Fills a tile with numbers from 0 to 1: `rand2` from v4 on, random bits scaled before. */
const fillUniform = (lowering: Lowering, tile: View): void => {
  if (isAtLeast(lowering.machine, 'v4')) {
    issueIsa(lowering, 'rand2', { dst: tile, min: float(0), max: float(1) });
    return;
  }
  const bits = newTile(lowering, tile.shape, 'uint32');
  issueIsa(lowering, 'rng', { dst: bits, engine: 'vector' });
  const short = newTile(lowering, tile.shape, 'uint32');
  issueIsa(lowering, 'tensor_scalar', {
    dst: short,
    data: bits,
    op0: 'right_shift',
    operand0: 32 - FRACTION_BITS,
  });
  issueIsa(lowering, 'tensor_scalar', {
    dst: tile,
    data: short,
    op0: 'multiply',
    operand0: float(2 ** -FRACTION_BITS),
  });
};

/**
 * `nl.rand`: a new tensor of numbers from 0 to 1. The streams of the chip cannot be reproduced from documents.
 * Source: aws-neuron-sdk nki/api/nki/language, rand; release-notes/components/nki.rst, 0.4.0.
 */
export const rand: Lower = (lowering) => {
  const space = bufferArgument(lowering, 'sbuf');
  const target = newTile(
    lowering,
    shapeArgument(lowering),
    resultDtype(lowering, 'float32'),
    space,
    nameOf(lowering),
  );
  const fill = (tile: View): void => fillUniform(lowering, tile);
  if (isOnChip(space)) fill(target);
  else writeThroughTile(lowering, target, fill, true);
  return result(target);
};

/** `nl.random_seed`: a tensor of one 32-bit seed for the Vector engine's generator. */
export const randomSeed: Lower = (lowering) => {
  issueIsa(lowering, 'set_rng_seed', { src_seeds: tileArgument(lowering, 'seed') });
  return null;
};
