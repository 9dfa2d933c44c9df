import { z } from 'zod';

const share = z.number().gt(0).lte(1);

/** How far real collectives fall short of their links; every value is dimensionless unless its name says otherwise. */
export const networkConstantsSchema = z.object({
  allReduceEfficiency: share,
  allGatherEfficiency: share,
  reduceScatterEfficiency: share,
  allToAllEfficiency: share,
  sendEfficiency: share,
  /** Further share of the nominal rate that survives on the scale-out network (headers, congestion, routing). */
  scaleOutEfficiency: share,
  /**
   * The same as `allToAllEfficiency` on the scale-out network, where adapters and not copies inside a server are the limit;
   * absent: as inside a server.
   */
  allToAllScaleOutEfficiency: share.optional(),
  /** Fixed cost of starting one collective. */
  collectiveLaunchSeconds: z.number().gte(0),
  /** Multiplies the hop time of every tier: software adds to what the wire takes. */
  hopScale: z.number().gte(0),
  /** 0: tiers work one after the other; 1: perfectly pipelined, so that only the slowest tier counts. */
  hierarchyOverlap: z.number().gte(0).lte(1),
  /**
   * 1 where kernels read and write their peers' memory directly (one-shot and two-shot collectives of inference
   * engines), 0 where a library passes blocks round rings and trees.
   */
  directAccess: z.union([z.literal(0), z.literal(1)]),
  /** Most links of a torus that a chip's rings drive at once; absent: one ring per dimension and direction. */
  torusLinks: z.number().positive().optional(),
});

export type NetworkConstants = z.infer<typeof networkConstantsSchema>;
