import { deviceOfPackage, deviceOfPath, otherDevice } from './devices.ts';
import { readImport } from './imports.ts';
import { stringValue } from './literal.ts';
import { pathOf, type Resolver } from './resolve.ts';
import { childrenOf, firstChild, KIND, kindOf, nextSibling, type PythonTree, textOf } from './tree.ts';

const packagesOf = (tree: PythonTree, node: number): readonly string[] => {
  const statement = readImport(tree, node);
  if (statement === null) return [];
  const modules = statement.from === null ? statement.names.map(({ path }) => path) : [statement.from];
  return modules.filter((module) => !module.startsWith('.')).map((module) => module.split('.')[0] ?? module);
};

/** The value of a name that the module gives a constant string. */
const constantOf = (tree: PythonTree, name: string): string | null => {
  for (let node = 0; node < tree.size; node += 1) {
    if (kindOf(tree, node) !== KIND.assignment) continue;
    const target = firstChild(tree, node);
    const value = target < 0 ? -1 : nextSibling(tree, target);
    if (value >= 0 && textOf(tree, target) === name) return stringValue(tree, value);
  }
  return null;
};

/** `flash_attn` of `setup(name='flash-attn')`; null for another call. */
const setupName = (tree: PythonTree, call: number): string | null => {
  const callee = firstChild(tree, call);
  if (callee < 0 || !/^(?:setuptools\.)?setup$/.test(textOf(tree, callee))) return null;
  const list = nextSibling(tree, callee);
  for (const argument of list < 0 ? [] : childrenOf(tree, list)) {
    if (kindOf(tree, argument) !== KIND.keyword_argument) continue;
    const name = firstChild(tree, argument);
    const value = nextSibling(tree, name);
    if (value < 0 || textOf(tree, name) !== 'name') continue;
    return kindOf(tree, value) === KIND.identifier
      ? constantOf(tree, textOf(tree, value))
      : stringValue(tree, value);
  }
  return null;
};

const asModule = (name: string): string => name.toLowerCase().replace(/[-.]+/g, '_');

const factsOfNode = (resolver: Resolver, node: number): readonly string[] => {
  const { tree } = resolver;
  switch (kindOf(tree, node)) {
    case KIND.import_statement:
    case KIND.import_from_statement:
      return packagesOf(tree, node).flatMap((name) => {
        const device = deviceOfPackage(name);
        return [`imports:${name}`, ...(device === null ? [] : [`names-device:${device}`])];
      });
    case KIND.string: {
      const value = stringValue(tree, node);
      const device = value === null ? null : otherDevice(value);
      return device === null ? [] : [`names-device:${device}`];
    }
    case KIND.attribute: {
      const path = pathOf(resolver, node);
      const device = path === null ? null : deviceOfPath(path);
      return device === null ? [] : [`names-device:${device}`];
    }
    case KIND.call: {
      const name = setupName(tree, node);
      return name === null ? [] : [`package:${asModule(name)}`];
    }
    default:
      return [];
  }
};

/**
 * What a module says about itself, sorted: `imports:torch` for each top-level package, `names-device:xpu` for accelerators
 * beside CUDA that it knows, `package:flash_attn` for the name it installs under.
 */
export const moduleFacts = (resolver: Resolver): readonly string[] => {
  const facts = new Set<string>();
  for (let node = 0; node < resolver.tree.size; node += 1)
    for (const fact of factsOfNode(resolver, node)) facts.add(fact);
  return [...facts].sort();
};

const IMPORT_LINE = /^[ \t]*(?:import|from)[ \t]+([A-Za-z_]\w*)/gm;

/** The packages that a module imports, by its lines alone: for files that no rule makes worth parsing. */
export const importsByLine = (text: string): readonly string[] =>
  [...new Set(Array.from(text.matchAll(IMPORT_LINE), ([, name = '']) => `imports:${name}`))].sort();
