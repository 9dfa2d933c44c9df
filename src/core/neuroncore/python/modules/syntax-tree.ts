import type { ConstantValue, Module } from '../ast.ts';
import { native, nativeClass, positional, pyFloat, pyIterator, pyList, pyModule } from '../construct.ts';
import { OBJECT } from '../evaluate/builtins/object.ts';
import { parse } from '../parse.ts';
import { PythonSyntaxError } from '../syntax-error.ts';
import type { CallContext, PyClass, PyInstance, PyModule, PyValue } from '../values.ts';

const AST = nativeClass('AST', [OBJECT], []);
const classes = new Map<string, PyClass>([['AST', AST]]);

/** The class of a kind of node, made when it is first asked for. */
const classOf = (name: string): PyClass => {
  const known = classes.get(name);
  if (known !== undefined) return known;
  const made = nativeClass(name, [AST, OBJECT], []);
  classes.set(name, made);
  return made;
};

const constant = (value: ConstantValue, context: CallContext): PyValue => {
  switch (value.kind) {
    case 'none':
      return null;
    case 'ellipsis':
      return { kind: 'ellipsis' };
    case 'float':
      return pyFloat(value.value);
    case 'int':
      return value.value <= BigInt(Number.MAX_SAFE_INTEGER)
        ? Number(value.value)
        : context.raise('OverflowError', 'an integer of the syntax tree is larger than integers can be here');
    case 'imaginary':
    case 'bytes':
      return context.raise(
        'NotImplementedError',
        `a syntax tree with ${value.kind} constants is not supported`,
      );
    default:
      return value.value;
  }
};

const FIELD_NAMES: ReadonlyMap<string, string> = new Map([['exceptionType', 'type']]);

/** A node of our tree as an object of `ast`: fields by their names, positions with columns from 0. */
const convert = (value: unknown, context: CallContext): PyValue => {
  if (Array.isArray(value)) return pyList(value.map((each) => convert(each, context)));
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return null;
  const { type, span, ...fields } = value as Record<string, unknown>;
  const name = typeof type === 'string' ? type : 'AST';
  const attributes = new Map<string, PyValue>();
  context.step(1);
  for (const [field, each] of Object.entries(fields)) {
    const isConstant = name === 'Constant' && field === 'value';
    const item = isConstant ? constant(each as ConstantValue, context) : convert(each, context);
    attributes.set(FIELD_NAMES.get(field) ?? field, item);
  }
  if (typeof span === 'object' && span !== null) setPlace(attributes, span as Record<string, number>);
  return { kind: 'instance', type: classOf(name), attributes };
};

const setPlace = (attributes: Map<string, PyValue>, span: Record<string, number>): void => {
  const { line = 1, column = 1, endLine = 1, endColumn = 1 } = span;
  attributes.set('lineno', line);
  attributes.set('col_offset', column - 1);
  attributes.set('end_lineno', endLine);
  attributes.set('end_col_offset', endColumn - 1);
};

const read = (text: string, path: string, context: CallContext): Module => {
  try {
    return parse({ path, text });
  } catch (error) {
    if (error instanceof PythonSyntaxError) return context.raise('SyntaxError', error.message);
    throw error;
  }
};

const isNode = (value: PyValue): value is PyInstance =>
  typeof value === 'object' && value !== null && value.kind === 'instance' && value.type.order.includes(AST);

function* walk(root: PyValue): Generator<PyValue, void, void> {
  const waiting: PyValue[] = [root];
  for (let value = waiting.shift(); value !== undefined; value = waiting.shift()) {
    if (typeof value === 'object' && value !== null && value.kind === 'list') waiting.push(...value.items);
    if (!isNode(value)) continue;
    waiting.push(...value.attributes.values());
    yield value;
  }
}

/** `ast`: parsing, walking and the classes of the nodes; operators and contexts are strings or left out. */
export const syntaxTreeModule = (name: string): PyModule =>
  pyModule(
    name,
    [
      [
        'parse',
        native(
          'parse',
          [positional('source'), positional('filename', '<unknown>')],
          ([text = null, path = null], context) =>
            convert(read(context.text(text), context.text(path), context), context),
        ),
      ],
      ['walk', native('walk', [positional('node')], ([node = null]) => pyIterator('generator', walk(node)))],
      [
        'get_docstring',
        native('get_docstring', [positional('node')], ([node = null], context) => {
          const [first = null] = context.collect(context.getAttribute(node, 'body'));
          const value = context.findAttribute(first, 'value');
          const text = value === undefined ? undefined : context.findAttribute(value, 'value');
          return typeof text === 'string' ? text : null;
        }),
      ],
    ],
    (wanted) => (/^[A-Z]/.test(wanted) ? classOf(wanted) : undefined),
  );
