import { deviceOfPackage, deviceOfPath, otherDevice } from './devices.ts';
import { readImport } from './imports.ts';
import { stringValue } from './literal.ts';
import { pathOf, type Resolver } from './resolve.ts';
import { KIND, kindOf, type PythonTree } from './tree.ts';

const packagesOf = (tree: PythonTree, node: number): readonly string[] => {
  const statement = readImport(tree, node);
  if (statement === null) return [];
  const modules = statement.from === null ? statement.names.map(({ path }) => path) : [statement.from];
  return modules.filter((module) => !module.startsWith('.')).map((module) => module.split('.')[0] ?? module);
};

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
    default:
      return [];
  }
};

/**
 * What a module says about itself, sorted: `imports:torch` for each top-level package, `names-device:xpu` for accelerators
 * beside CUDA that it knows.
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
