import type { HostType, PyHost, PyValue } from '../../python/values.ts';
import type { Space } from '../view.ts';

/** A kind of memory as `nki.language` names it. */
export interface BufferKind {
  readonly name: 'sbuf' | 'psum' | 'private_hbm' | 'shared_hbm';
  readonly space: Space;
}

/** A member of `nl.MemoryRegion` as Python sees it. */
export const BUFFER_TYPE: HostType = {
  name: 'MemoryRegion',
  getAttribute: (self, name) =>
    name === 'name' || name === 'value' ? (self.value as BufferKind).name : undefined,
  hashKey: (self) => `buffer ${(self.value as BufferKind).name}`,
  represent: (self) => `MemoryRegion.${(self.value as BufferKind).name}`,
};

const host = (name: BufferKind['name'], space: Space): PyHost<BufferKind> => ({
  kind: 'host',
  type: BUFFER_TYPE,
  value: { name, space },
});

const HOSTS: Readonly<Record<Space, PyHost<BufferKind>>> = {
  sbuf: host('sbuf', 'sbuf'),
  psum: host('psum', 'psum'),
  hbm: host('private_hbm', 'hbm'),
  shared_hbm: host('shared_hbm', 'shared_hbm'),
};

/** The one Python object of a kind of memory. */
export const bufferHost = (space: Space): PyHost<BufferKind> => HOSTS[space];

/** Whether a Python value is a kind of memory. */
export const isBuffer = (value: PyValue | undefined): value is PyHost<BufferKind> =>
  typeof value === 'object' && value !== null && value.kind === 'host' && value.type === BUFFER_TYPE;

/** The space that a Python value names; undefined for everything else. */
export const spaceOfValue = (value: PyValue | undefined): Space | undefined =>
  isBuffer(value) ? value.value.space : undefined;

/** The kinds of memory of `nki.language` by their attribute name; `hbm` is `private_hbm`. */
export const BUFFER_ATTRIBUTES: ReadonlyMap<string, PyHost<BufferKind>> = new Map([
  ['sbuf', HOSTS.sbuf],
  ['psum', HOSTS.psum],
  ['hbm', HOSTS.hbm],
  ['private_hbm', HOSTS.hbm],
  ['shared_hbm', HOSTS.shared_hbm],
]);
