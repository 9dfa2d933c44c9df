import type { CallContext, PyClass, PyInstance, PyValue } from '../../values.ts';
import type { CallShape } from './binding.ts';
import { callShaped } from './call.ts';
import { bindSpecial, isSubclass, lookUpOwn, typeName } from './types.ts';

/** The built-in class such as `int` or `dict` whose value instances of `type` stand for; undefined for none. */
const builtinBase = (type: PyClass): PyClass | undefined =>
  type.order.find((each) => each.construct !== undefined);

/** A new instance without its `__init__` run. */
export const bareInstance = (
  context: CallContext,
  type: PyClass,
  shape: CallShape,
  values: readonly PyValue[],
): PyInstance => {
  const base = builtinBase(type);
  if (base === undefined) return { kind: 'instance', type, attributes: new Map() };
  const ownInit = lookUpOwn(type, '__init__') !== undefined;
  const mutable = base.name === 'list' || base.name === 'dict' || base.name === 'set';
  const payload =
    ownInit && mutable
      ? callShaped(context, base, { positional: 0, keywords: [] }, [])
      : callShaped(context, base, shape, values);
  return { kind: 'instance', type, attributes: new Map(), payload };
};

const create = (
  context: CallContext,
  type: PyClass,
  shape: CallShape,
  values: readonly PyValue[],
): PyValue => {
  const maker = lookUpOwn(type, '__new__');
  if (maker === undefined) return bareInstance(context, type, shape, values);
  const callee = bindSpecial(maker, type);
  const plain =
    typeof callee === 'object' && callee !== null && callee.kind === 'bound' ? callee.callee : callee;
  const withType = { positional: shape.positional + 1, keywords: shape.keywords };
  return callShaped(context, plain, withType, [type, ...values]);
};

/** `type(...)`: makes an instance and runs its `__init__`. Source: Python 3.11 documentation, reference/datamodel. */
export const instantiate = (
  context: CallContext,
  type: PyClass,
  shape: CallShape,
  values: readonly PyValue[],
): PyValue => {
  const made = create(context, type, shape, values);
  const isOwn =
    typeof made === 'object' && made !== null && made.kind === 'instance' && isSubclass(made.type, type);
  if (!isOwn) return made;
  const init = lookUpOwn(made.type, '__init__');
  if (init === undefined) {
    const takesNothing = made.payload === undefined && lookUpOwn(type, '__new__') === undefined;
    if (takesNothing && values.length > 0) {
      return context.raise('TypeError', `${type.name}() takes no arguments`);
    }
    return made;
  }
  const result = callShaped(context, bindSpecial(init, made), shape, values);
  if (result !== null) {
    return context.raise('TypeError', `__init__() should return None, not '${typeName(context, result)}'`);
  }
  return made;
};

/** Whether a value counts as an instance of a class, `bool` being an `int`. */
export const isInstanceOf = (context: CallContext, value: PyValue, type: PyClass): boolean =>
  isSubclass(context.typeOf(value), type);
