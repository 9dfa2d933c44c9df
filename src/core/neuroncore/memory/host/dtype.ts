import type { HostType, PyHost, PyValue } from '../../python/values.ts';
import { DTYPE_BYTES, type DType } from '../dtype.ts';

/** Whether a name is that of an element type. */
export const isDTypeName = (name: string): name is DType => Object.hasOwn(DTYPE_BYTES, name);

/** Names that kernels use beside the canonical ones. Source: aws-neuron-sdk nki/api/nki.language.rst, "Data Types". */
const ALIASES: Readonly<Record<string, DType>> = {
  bool_: 'bool',
  float8e4: 'float8_e4m3',
  float8e5: 'float8_e5m2',
};

/** The element type of that name or alias; undefined when there is none. */
export const dtypeNamed = (name: string): DType | undefined => {
  if (isDTypeName(name)) return name;
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
};

/** An element type as Python sees it: a name that equals the same string. */
export const DTYPE_TYPE: HostType = {
  name: 'DType',
  getAttribute: (self, name) => {
    if (name === 'name') return String(self.value);
    if (name === 'itemsize') return DTYPE_BYTES[self.value as DType];
    return undefined;
  },
  equals: (self, other) => dtypeOfValue(other) === self.value,
  // The key of the equal string, so that both find the same entry of a dictionary.
  hashKey: (self) => `s${String(self.value)}`,
  represent: (self) => String(self.value),
};

const HOSTS = new Map<DType, PyHost<DType>>();

/** The one Python object of an element type: `nl.bfloat16`. */
export const dtypeHost = (dtype: DType): PyHost<DType> => {
  const known = HOSTS.get(dtype);
  if (known !== undefined) return known;
  const made: PyHost<DType> = { kind: 'host', type: DTYPE_TYPE, value: dtype };
  HOSTS.set(dtype, made);
  return made;
};

/** Whether a Python value is an element type. */
export const isDType = (value: PyValue | undefined): value is PyHost<DType> =>
  typeof value === 'object' && value !== null && value.kind === 'host' && value.type === DTYPE_TYPE;

/** The element type that a Python value names, as an object or as a string; undefined for everything else. */
export const dtypeOfValue = (value: PyValue | undefined): DType | undefined => {
  if (typeof value === 'string') return dtypeNamed(value);
  return isDType(value) ? value.value : undefined;
};

/** The element types of `nki.language` by their attribute name. */
export const DTYPE_ATTRIBUTES: ReadonlyMap<string, PyHost<DType>> = new Map(
  Object.keys(DTYPE_BYTES)
    .filter(isDTypeName)
    .map((name) => [name === 'bool' ? 'bool_' : name, dtypeHost(name)]),
);
