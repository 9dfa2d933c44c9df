import type { GenerationId } from '../machine/generation.ts';
import type { PyValue } from '../python/values.ts';
import type { IsaDefinition } from './definition.ts';

const MEMBERS: Readonly<Record<GenerationId, 'gen2' | 'gen3' | 'gen4'>> = {
  v2: 'gen2',
  v3: 'gen3',
  v4: 'gen4',
};

/**
 * `nki.isa.get_nc_version`: the member of `nki.isa.nc_version` for the target. `member` gives the Python object of a
 * member by its name. Source: aws-neuron-sdk nki/api/nki/isa, nc_version.
 */
export const createGetNcVersion = (member: (name: 'gen2' | 'gen3' | 'gen4') => PyValue): IsaDefinition => ({
  name: 'get_nc_version',
  call: (_args, machine) => member(MEMBERS[machine.generation.id]),
});

/** `nki.isa.get_nc_sub_version`: the silicon revision within a generation; the first one, 0, is emulated. */
export const getNcSubVersion: IsaDefinition = { name: 'get_nc_sub_version', call: () => 0 };
