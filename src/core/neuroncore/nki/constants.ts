import { REPLICA_GROUP_CLASS } from '../isa/replica-group.ts';
import type { IsaTable } from '../isa/table.ts';
import type { Machine } from '../machine/machine.ts';
import { tileSizeHost } from '../machine/tile-size.ts';
import { BUFFER_ATTRIBUTES } from '../memory/host/buffer.ts';
import { DTYPE_ATTRIBUTES } from '../memory/host/dtype.ts';
import type { PyValue } from '../python/values.ts';
import { enumMember } from './enumeration.ts';
import { NKI_OBJECT } from './nki-object.ts';

/** Names of `nki.isa` and `nki.language` that stand for values: element types, memories, engines, tile sizes. */
export const nkiConstants = (table: IsaTable, machine: Machine): ReadonlyMap<string, PyValue> => {
  const constants = new Map<string, PyValue>();
  for (const [name, host] of DTYPE_ATTRIBUTES) constants.set(`nki.language.${name}`, host);
  for (const [name, host] of BUFFER_ATTRIBUTES) constants.set(`nki.language.${name}`, host);
  constants.set('nki.language.NKIObject', NKI_OBJECT);
  constants.set('nki.collectives.ReplicaGroup', REPLICA_GROUP_CLASS);
  constants.set('nki.language.tile_size', tileSizeHost(machine.generation));
  for (const entry of table.constants) {
    const full = `${entry.namespace}.${entry.name}`;
    if (constants.has(full)) continue;
    if (entry.kind === 'engine') constants.set(full, enumMember('engine', entry.value, 0));
    if (entry.kind === 'operator') constants.set(full, enumMember('operator', entry.value, entry.value));
  }
  return constants;
};
