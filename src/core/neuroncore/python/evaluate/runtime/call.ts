import type { CallContext, Parameter, PyFunction, PyNative, PyValue } from '../../values.ts';
import { type BindingPlan, bindArguments, bindingPlan, type CallShape } from './binding.ts';
import { instantiate } from './instances.ts';
import { bindSpecial, lookUpOwn, typeName } from './types.ts';

/** What a place of call remembers of the last callee, so that the same one is bound at once the next time. */
export interface CallCache {
  parameters: readonly Parameter[] | null;
  positional: number;
  plan: BindingPlan | null;
}

/** A cache that remembers nothing yet. */
export const emptyCache = (): CallCache => ({ parameters: null, positional: -1, plan: null });

const failBinding = (context: CallContext, callee: PyFunction | PyNative, message: string): never =>
  context.raise(
    'TypeError',
    `${callee.kind === 'function' ? callee.qualifiedName : callee.name}() ${message}`,
  );

const planFor = (
  context: CallContext,
  callee: PyFunction | PyNative,
  shape: CallShape,
  cache: CallCache | null,
): BindingPlan => {
  const { parameters } = callee;
  if (cache !== null && cache.parameters === parameters && cache.positional === shape.positional) {
    if (cache.plan !== null) return cache.plan;
  }
  const plan = bindingPlan(parameters, shape);
  if (plan.error !== null) failBinding(context, callee, plan.error);
  if (cache !== null) {
    cache.parameters = parameters;
    cache.positional = shape.positional;
    cache.plan = plan;
  }
  return plan;
};

/** Calls a function or native whose arguments are laid out as `shape` says. */
export const callDirectly = (
  context: CallContext,
  callee: PyFunction | PyNative,
  shape: CallShape,
  values: readonly PyValue[],
  cache: CallCache | null,
): PyValue => {
  const plan = planFor(context, callee, shape, cache);
  const bound = bindArguments(plan, shape, values);
  if (callee.kind === 'function') return callee.invoke(bound, context);
  context.step(1);
  return callee.call(bound, context);
};

const withSelf = (shape: CallShape): CallShape => ({
  positional: shape.positional + 1,
  keywords: shape.keywords,
});

/** Calls any callable. */
export const callShaped = (
  context: CallContext,
  callee: PyValue,
  shape: CallShape,
  values: readonly PyValue[],
  cache: CallCache | null = null,
): PyValue => {
  if (typeof callee === 'object' && callee !== null) {
    switch (callee.kind) {
      case 'function':
      case 'native':
        return callDirectly(context, callee, shape, values, cache);
      case 'bound':
        return callDirectly(context, callee.callee, withSelf(shape), [callee.self, ...values], cache);
      case 'class':
        return callClass(context, callee, shape, values, cache);
      case 'instance':
        return callInstance(context, callee, shape, values);
      case 'host':
        if (callee.type.call !== undefined) return callHost(context, callee, shape, values);
        break;
      case 'staticmethod':
        return callShaped(context, callee.callee, shape, values, cache);
      case 'alias':
        if (callee.origin !== null) return callShaped(context, callee.origin, shape, values, cache);
        break;
      default:
    }
  }
  return context.raise('TypeError', `'${typeName(context, callee)}' object is not callable`);
};

type OfKind<Kind extends string> = Extract<PyValue, { readonly kind: Kind }>;

const callClass = (
  context: CallContext,
  callee: OfKind<'class'>,
  shape: CallShape,
  values: readonly PyValue[],
  cache: CallCache | null,
): PyValue => {
  const own = lookUpOwn(context.typeOf(callee), '__call__');
  if (own !== undefined) return callShaped(context, bindSpecial(own, callee), shape, values);
  if (callee.construct !== undefined) return callDirectly(context, callee.construct, shape, values, cache);
  return instantiate(context, callee, shape, values);
};

const callInstance = (
  context: CallContext,
  callee: OfKind<'instance'>,
  shape: CallShape,
  values: readonly PyValue[],
): PyValue => {
  const method = lookUpOwn(callee.type, '__call__');
  if (method === undefined) {
    return context.raise('TypeError', `'${callee.type.name}' object is not callable`);
  }
  return callShaped(context, bindSpecial(method, callee), shape, values);
};

const callHost = (
  context: CallContext,
  callee: OfKind<'host'>,
  shape: CallShape,
  values: readonly PyValue[],
): PyValue => {
  const { type } = callee;
  const name = type.name;
  const parameters = type.parameters ?? [{ name: 'args', kind: 'variadic' as const }];
  const call: PyNative['call'] = (args) =>
    type.call === undefined
      ? null
      : type.call(type.parameters === undefined ? values : args, context, callee);
  return callDirectly(context, { kind: 'native', name, parameters, call }, shape, values, null);
};

/** Calls any callable with positional and keyword arguments. */
export const call = (
  context: CallContext,
  callee: PyValue,
  args: readonly PyValue[],
  keywords?: ReadonlyMap<string, PyValue>,
): PyValue => {
  if (keywords === undefined || keywords.size === 0) {
    return callShaped(context, callee, { positional: args.length, keywords: [] }, args);
  }
  const shape = { positional: args.length, keywords: [...keywords.keys()] };
  return callShaped(context, callee, shape, [...args, ...keywords.values()]);
};
