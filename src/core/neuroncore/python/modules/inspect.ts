import { native, nativeClass, positional, pyDictOf, pyModule } from '../construct.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import type { Site, SourceFile } from '../source.ts';
import type { CallContext, Parameter, PyClass, PyInstance, PyModule, PyNative, PyValue } from '../values.ts';
import { entriesOf } from './receive.ts';

const self = positional('self');

/** `Parameter.empty` and `Signature.empty`: nothing was given. */
const EMPTY = nativeClass('_empty', [OBJECT], []);

const KINDS: readonly (readonly [Parameter['kind'], string])[] = [
  ['positionalOnly', 'POSITIONAL_ONLY'],
  ['ordinary', 'POSITIONAL_OR_KEYWORD'],
  ['variadic', 'VAR_POSITIONAL'],
  ['keywordOnly', 'KEYWORD_ONLY'],
  ['keywords', 'VAR_KEYWORD'],
];

const kindNumber = (kind: Parameter['kind']): number => KINDS.findIndex(([each]) => each === kind);

const instance = (type: PyClass, attributes: readonly (readonly [string, PyValue])[]): PyInstance => ({
  kind: 'instance',
  type,
  attributes: new Map(attributes),
});

const PARAMETER = nativeClass(
  'Parameter',
  [OBJECT],
  [['empty', EMPTY], ...KINDS.map(([, name], index) => [name, index] as const)],
);
const SIGNATURE = nativeClass('Signature', [OBJECT], [['empty', EMPTY]]);

interface Described {
  readonly parameters: readonly Parameter[];
  readonly annotations: ReadonlyMap<PyValue, PyValue>;
}

const describe = (value: PyValue, context: CallContext): Described => {
  if (typeof value === 'object' && value !== null) {
    if (value.kind === 'function') {
      const annotations = new Map(entriesOf(context.getAttribute(value, '__annotations__')));
      return { parameters: value.parameters, annotations };
    }
    if (value.kind === 'native') return { parameters: value.parameters, annotations: new Map() };
    if (value.kind === 'bound') {
      const { parameters, annotations } = describe(value.callee, context);
      return { parameters: parameters.slice(1), annotations };
    }
    if (value.kind === 'class') {
      const init = context.findAttribute(value, '__init__');
      if (init !== undefined) {
        const { parameters, annotations } = describe(init, context);
        return { parameters: parameters.slice(1), annotations };
      }
    }
    const call = value.kind === 'instance' ? context.findAttribute(value, '__call__') : undefined;
    if (call !== undefined) return describe(call, context);
  }
  return context.raise('TypeError', `${context.represent(value)} is not a callable object`);
};

const signature: PyNative['call'] = ([callee = null], context) => {
  const { parameters, annotations } = describe(callee, context);
  const shown = parameters.map((each) => {
    const parameter = instance(PARAMETER, [
      ['name', each.name],
      ['kind', kindNumber(each.kind)],
      ['default', each.defaultValue === undefined ? EMPTY : each.defaultValue],
      ['annotation', annotations.get(each.name) ?? EMPTY],
    ]);
    return [each.name, parameter] as const;
  });
  const returns = annotations.get('return');
  return instance(SIGNATURE, [
    ['parameters', pyDictOf(shown)],
    ['return_annotation', returns === undefined ? EMPTY : returns],
  ]);
};

const files = new WeakMap<PyInstance, SourceFile>();
const FRAME = nativeClass('frame', [OBJECT], []);
const MODULE = nativeClass('module', [OBJECT], []);

const frameOf = (sites: readonly Site[], index: number): PyValue => {
  const site = sites[index];
  if (site === undefined) return null;
  const back = native('f_back', [self], () => frameOf(sites, index - 1));
  const type = nativeClass(
    'frame',
    [FRAME, OBJECT],
    [['f_back', { kind: 'property', getter: back, setter: null }]],
  );
  const frame = instance(type, [
    ['f_lineno', site.line],
    ['f_globals', pyDictOf([['__file__', site.file.path]])],
  ]);
  files.set(frame, site.file);
  return frame;
};

const currentFrame: PyNative['call'] = (_args, context) => {
  const sites = context.stack();
  return frameOf(sites, sites.length - 1);
};

const moduleOf: PyNative['call'] = ([value = null]) => {
  if (typeof value !== 'object' || value === null) return null;
  const file =
    value.kind === 'instance' ? files.get(value) : value.kind === 'function' ? value.site.file : undefined;
  if (file === undefined) return null;
  const module = instance(MODULE, [['__file__', file.path]]);
  files.set(module, file);
  return module;
};

const linesOf = (site: Site): string => {
  const lines = site.file.text.split(/(?<=\n)/);
  return lines.slice(site.line - 1, site.endLine).join('');
};

const source: PyNative['call'] = ([value = null], context) => {
  if (typeof value === 'object' && value !== null) {
    if (value.kind === 'function') return linesOf(value.site);
    if (value.kind === 'bound' && value.callee.kind === 'function') return linesOf(value.callee.site);
    if (value.kind === 'class' && value.site !== null) return linesOf(value.site);
    const file = value.kind === 'instance' ? files.get(value) : undefined;
    if (file !== undefined) return file.text;
  }
  return context.raise('OSError', 'could not get source code');
};

const isKind = (name: string, ...kinds: readonly string[]): PyNative =>
  native(
    name,
    [positional('object')],
    ([value = null]) => typeof value === 'object' && value !== null && kinds.includes(value.kind),
  );

/** `inspect`: signatures, sources and the lines of callers. Source: Python 3.11 documentation, library/inspect. */
export const inspectModule = (name: string): PyModule =>
  pyModule(name, [
    ['Parameter', PARAMETER],
    ['Signature', SIGNATURE],
    ['signature', native('signature', [positional('callable')], signature)],
    ['currentframe', native('currentframe', [], currentFrame)],
    ['getmodule', native('getmodule', [positional('object')], moduleOf)],
    ['getsource', native('getsource', [positional('object')], source)],
    ['isfunction', isKind('isfunction', 'function')],
    ['ismethod', isKind('ismethod', 'bound')],
    ['isclass', isKind('isclass', 'class')],
    ['ismodule', isKind('ismodule', 'module')],
    ['isbuiltin', isKind('isbuiltin', 'native')],
    [
      'unwrap',
      native(
        'unwrap',
        [positional('func')],
        ([value = null], context) => context.findAttribute(value, '__wrapped__') ?? value,
      ),
    ],
  ]);
