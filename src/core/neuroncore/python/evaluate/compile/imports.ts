import type { Import, ImportFrom, Span } from '../../ast.ts';
import type { PyModule, PyValue } from '../../values.ts';
import { type Execute, type Frame, NORMAL } from '../frame.ts';
import { compileStoreName } from './names.ts';
import { refuse } from './refusals.ts';
import type { Scope } from './scope.ts';

const load = (frame: Frame, name: string, level: number, span: Span): PyModule => {
  const { machine } = frame;
  frame.span = span;
  machine.step(1);
  const module = machine.hooks.importModule(name, level, frame.file, machine);
  if (module !== undefined) return module;
  return machine.raise('ModuleNotFoundError', `No module named '${'.'.repeat(level)}${name}'`);
};

/** `import a.b as c`; without `as` the name of the first package is bound. */
export const compileImport = (node: Import, scope: Scope): Execute => {
  const steps = node.names.map((alias) => {
    const top = alias.name.split('.')[0] ?? alias.name;
    const store = compileStoreName(scope, alias.asname === null ? top : alias.asname);
    return {
      name: alias.name,
      top,
      whole: alias.asname !== null || top === alias.name,
      store,
      span: alias.span,
    };
  });
  return (frame) => {
    for (const { name, top, whole, store, span } of steps) {
      const module = load(frame, name, 0, span);
      store(frame, whole ? module : load(frame, top, 0, span));
    }
    return NORMAL;
  };
};

/** A name of a module for `from module import name`: an attribute, or else a module inside it. */
const member = (frame: Frame, module: PyModule, node: ImportFrom, name: string, span: Span): PyValue => {
  const { machine } = frame;
  const found = module.attributes.get(name);
  if (found !== undefined) return found;
  const late = module.getAttribute?.(name, machine);
  if (late !== undefined) return late;
  const path = node.module === null || node.module === '' ? name : `${node.module}.${name}`;
  frame.span = span;
  const inner = machine.attempt('ModuleNotFoundError', () =>
    machine.hooks.importModule(path, node.level, frame.file, machine),
  );
  if (inner !== undefined) return inner;
  const absence = module.absence?.(name);
  const reason = absence === undefined ? '' : `; ${absence.text}`;
  return machine.raise('ImportError', `cannot import name '${name}' from '${module.name}'${reason}`);
};

const importAll = (frame: Frame, module: PyModule): void => {
  const listed = module.attributes.get('__all__');
  const names =
    listed === undefined
      ? [...module.attributes.keys()].filter((name) => !name.startsWith('_'))
      : frame.machine.collect(listed).map((each) => frame.machine.text(each));
  for (const name of names) frame.globals.set(name, frame.machine.getAttribute(module, name));
};

/** `from module import name as other`. */
export const compileImportFrom = (node: ImportFrom, scope: Scope): Execute | never => {
  if (node.module === '__future__' && node.level === 0) return () => NORMAL;
  const { level, span } = node;
  const name = node.module === null ? '' : node.module;
  if (node.names.some((alias) => alias.name === '*')) {
    if (scope.kind !== 'module') {
      return refuse(scope, span, '`import *` can only stand at the top of a module.', 'Name what you need.');
    }
    return (frame) => {
      importAll(frame, load(frame, name, level, span));
      return NORMAL;
    };
  }
  const steps = node.names.map((alias) => ({
    alias,
    store: compileStoreName(scope, alias.asname === null ? alias.name : alias.asname),
  }));
  return (frame) => {
    const module = load(frame, name, level, span);
    for (const { alias, store } of steps) store(frame, member(frame, module, node, alias.name, alias.span));
    return NORMAL;
  };
};
