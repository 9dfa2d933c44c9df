import { pyDictOf, pyTuple } from '../../construct.ts';
import type { CallContext, PyClass, PyInstance, PyObject, PyValue } from '../../values.ts';
import { bindSpecial, callSpecial, lookUp, lookUpOwn, typeName } from './types.ts';

type OfKind<Kind extends string> = Extract<PyObject, { readonly kind: Kind }>;

/** An attribute found on a class, as it is seen through one of its instances. */
const bindToInstance = (context: CallContext, found: PyValue, self: PyValue, type: PyClass): PyValue => {
  if (typeof found !== 'object' || found === null) return found;
  switch (found.kind) {
    case 'function':
      return { kind: 'bound', self, callee: found };
    case 'native':
      return { kind: 'bound', self: receiver(type, found, self), callee: found };
    case 'staticmethod':
      return found.callee;
    case 'classmethod':
      return { kind: 'bound', self: type, callee: found.callee };
    case 'property':
      return context.call(found.getter, [self]);
    case 'instance': {
      const getter = lookUpOwn(found.type, '__get__');
      return getter === undefined ? found : context.call(bindSpecial(getter, found), [self, type]);
    }
    default:
      return found;
  }
};

/** What a native of a built-in class works on: the built-in value inside an instance of a derived class. */
const receiver = (type: PyClass, method: PyValue, self: PyValue): PyValue => {
  if (typeof self !== 'object' || self === null || self.kind !== 'instance') return self;
  if (self.payload === undefined) return self;
  const home = type.order.find((each) => [...each.attributes.values()].includes(method));
  return home?.construct === undefined ? self : self.payload;
};

const ofInstance = (context: CallContext, value: PyInstance, name: string): PyValue | undefined => {
  const own = value.attributes.get(name);
  if (own !== undefined) return own;
  const found = lookUp(value.type, name);
  if (found !== undefined) return bindToInstance(context, found, value, value.type);
  if (name === '__class__') return value.type;
  if (name === '__dict__') return pyDictOf(value.attributes);
  if (name === '__doc__') return null;
  if (lookUpOwn(value.type, '__getattr__') === undefined) return undefined;
  return callSpecial(context, value, '__getattr__', [name]);
};

const ofClass = (context: CallContext, value: PyClass, name: string): PyValue | undefined => {
  const found = lookUp(value, name);
  if (found !== undefined) return bindToClass(context, found, value);
  switch (name) {
    case '__name__':
    case '__qualname__':
      return value.name;
    case '__module__':
      return 'builtins';
    case '__mro__':
      return pyTuple(value.order);
    case '__bases__':
      return pyTuple(value.bases ?? value.order.slice(1, 2));
    case '__dict__':
      return pyDictOf(value.attributes);
    case '__class__':
      return context.typeOf(value);
    case '__doc__':
      return null;
    default:
  }
  const meta = context.typeOf(value);
  const ofMeta = lookUp(meta, name);
  if (ofMeta !== undefined) return bindToInstance(context, ofMeta, value, meta);
  if (lookUpOwn(meta, '__getattr__') === undefined) return undefined;
  return callSpecial(context, value, '__getattr__', [name]);
};

const bindToClass = (context: CallContext, found: PyValue, type: PyClass): PyValue => {
  if (typeof found !== 'object' || found === null) return found;
  if (found.kind === 'staticmethod') return found.callee;
  if (found.kind === 'classmethod') return { kind: 'bound', self: type, callee: found.callee };
  if (found.kind === 'instance') {
    const getter = lookUpOwn(found.type, '__get__');
    if (getter !== undefined) return context.call(bindSpecial(getter, found), [null, type]);
  }
  return found;
};

const ofFunction = (value: OfKind<'function'>, name: string): PyValue | undefined => {
  switch (name) {
    case '__name__':
      return value.attributes.get(name) ?? value.name;
    case '__qualname__':
      return value.attributes.get(name) ?? value.qualifiedName;
    case '__doc__':
      return value.attributes.get(name) ?? value.docstring ?? null;
    case '__annotations__':
      return value.attributes.get(name) ?? value.annotations?.() ?? pyDictOf([]);
    case '__module__':
      return value.attributes.get(name) ?? value.module ?? null;
    case '__dict__':
      return pyDictOf(value.attributes);
    case '__defaults__': {
      const defaults = value.parameters.flatMap((each) =>
        each.kind !== 'keywordOnly' && each.defaultValue !== undefined ? [each.defaultValue] : [],
      );
      return defaults.length === 0 ? null : pyTuple(defaults);
    }
    default:
      return value.attributes.get(name);
  }
};

const ofSuper = (context: CallContext, value: OfKind<'super'>, name: string): PyValue | undefined => {
  const { order } = value.type;
  for (const type of order.slice(order.indexOf(value.start) + 1)) {
    const found = type.attributes.get(name);
    if (found === undefined) continue;
    const onClass = typeof value.self === 'object' && value.self !== null && value.self.kind === 'class';
    return onClass && value.self === value.type
      ? bindToClass(context, found, value.type)
      : bindToInstance(context, found, value.self, value.type);
  }
  return undefined;
};

const ofModule = (context: CallContext, value: OfKind<'module'>, name: string): PyValue | undefined => {
  if (name === '__dict__') return pyDictOf(value.attributes);
  return value.attributes.get(name) ?? value.getAttribute?.(name, context);
};

const ofObject = (context: CallContext, value: PyObject, name: string): PyValue | undefined => {
  switch (value.kind) {
    case 'instance':
      return ofInstance(context, value, name);
    case 'class':
      return ofClass(context, value, name);
    case 'super':
      return ofSuper(context, value, name);
    case 'module': {
      const found = value.attributes.get(name);
      return found === undefined ? ofModule(context, value, name) : found;
    }
    case 'host':
      return value.type.getAttribute?.(value, name, context);
    case 'function': {
      const found = ofFunction(value, name);
      if (found !== undefined) return found;
      break;
    }
    case 'native':
      if (name === '__name__' || name === '__qualname__') return value.name;
      break;
    case 'bound':
      if (name === '__self__') return value.self;
      if (name === '__func__') return value.callee;
      if (lookUp(context.typeOf(value), name) === undefined) return ofObject(context, value.callee, name);
      break;
    case 'alias':
      if (name === '__origin__') return value.origin;
      if (name === '__args__') return pyTuple(value.args);
      if (value.origin !== null) return context.findAttribute(value.origin, name);
      break;
    default:
  }
  return ofBuiltin(context, value, name);
};

const ofBuiltin = (context: CallContext, value: PyValue, name: string): PyValue | undefined => {
  const type = context.typeOf(value);
  const found = lookUp(type, name);
  if (found !== undefined) return bindToInstance(context, found, value, type);
  return name === '__class__' ? type : undefined;
};

/** `getattr(value, name)`; undefined when there is no such attribute. Source: reference/datamodel "Customizing attribute access". */
export const findAttribute = (context: CallContext, value: PyValue, name: string): PyValue | undefined =>
  typeof value === 'object' && value !== null
    ? ofObject(context, value, name)
    : ofBuiltin(context, value, name);

/** How a message names the object that lacks an attribute. */
const ownerText = (context: CallContext, value: PyValue): string => {
  if (typeof value === 'object' && value !== null) {
    if (value.kind === 'class') return `type object '${value.name}'`;
    if (value.kind === 'module') return `module '${value.name}'`;
  }
  return `'${typeName(context, value)}' object`;
};

/** Raises AttributeError for a missing attribute; ends the kernel where asking for it breaks a rule. */
export const noAttribute = (context: CallContext, value: PyValue, name: string): never => {
  const isModule = typeof value === 'object' && value !== null && value.kind === 'module';
  const absence = isModule ? value.absence?.(name) : undefined;
  if (absence !== undefined && absence.rule !== null) return context.fault(absence.rule, absence.text);
  const reason = absence === undefined ? '' : `; ${absence.text}`;
  return context.raise('AttributeError', `${ownerText(context, value)} has no attribute '${name}'${reason}`);
};

const setOnInstance = (context: CallContext, value: PyInstance, name: string, item: PyValue): void => {
  const found = lookUp(value.type, name);
  if (typeof found === 'object' && found !== null) {
    if (found.kind === 'property') {
      if (found.setter !== null) context.call(found.setter, [value, item]);
      else {
        context.raise('AttributeError', `property '${name}' of '${value.type.name}' object has no setter`);
      }
      return;
    }
    if (found.kind === 'instance') {
      const setter = lookUpOwn(found.type, '__set__');
      if (setter !== undefined) {
        context.call(bindSpecial(setter, found), [value, item]);
        return;
      }
    }
  }
  value.attributes.set(name, item);
};

/** `object.__setattr__`: sets an attribute without asking the class's own `__setattr__`. */
export const setPlainAttribute = (
  context: CallContext,
  value: PyValue,
  name: string,
  item: PyValue,
): void => {
  if (typeof value !== 'object' || value === null) noAttribute(context, value, name);
  else if (value.kind === 'instance') setOnInstance(context, value, name, item);
  else if (value.kind === 'class' && value.site === null) {
    context.raise('TypeError', `cannot set '${name}' attribute of immutable type '${value.name}'`);
  } else if (value.kind === 'class' || value.kind === 'module' || value.kind === 'function') {
    value.attributes.set(name, item);
  } else if (value.kind === 'host' && value.type.setAttribute !== undefined) {
    value.type.setAttribute(value, name, item, context);
  } else noAttribute(context, value, name);
};

/** `value.name = item`. */
export const setAttribute = (context: CallContext, value: PyValue, name: string, item: PyValue): void => {
  if (callSpecial(context, value, '__setattr__', [name, item]) === undefined) {
    setPlainAttribute(context, value, name, item);
  }
};

/** `del value.name`. */
export const deleteAttribute = (context: CallContext, value: PyValue, name: string): void => {
  if (callSpecial(context, value, '__delattr__', [name]) !== undefined) return;
  const holds =
    typeof value === 'object' &&
    value !== null &&
    (value.kind === 'instance' ||
      value.kind === 'class' ||
      value.kind === 'module' ||
      value.kind === 'function');
  if (!holds || !value.attributes.delete(name)) {
    if (typeof value === 'object' && value !== null && value.kind === 'instance') {
      context.raise('AttributeError', name);
    }
    noAttribute(context, value, name);
  }
};
