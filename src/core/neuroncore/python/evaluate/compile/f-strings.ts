import type { Expression, FormattedValue, JoinedStr } from '../../ast.ts';
import type { Evaluate, Frame } from '../frame.ts';
import { concatenate } from '../runtime/sequence-operators.ts';
import { quoteText } from '../text/strings.ts';
import { compileExpression } from './expressions.ts';
import type { Scope } from './scope.ts';

type Text = (frame: Frame) => string;

const REPRESENT = 'r'.charCodeAt(0);
const ASCII = 'a'.charCodeAt(0);
const STRING = 's'.charCodeAt(0);

/** `repr(text)` with everything outside ASCII escaped. */
const asciiOf = (text: string): string =>
  quoteText(text, true).slice(1, -1).replaceAll('\\\\', '\\').replaceAll("\\'", "'");

const compileFormatted = (node: FormattedValue, scope: Scope): Text => {
  const value = compileExpression(node.value, scope);
  const spec = node.format_spec === null ? null : compileText(node.format_spec.values, scope);
  const { conversion, span } = node;
  return (frame) => {
    const { machine } = frame;
    let result = value(frame);
    frame.span = span;
    if (conversion === REPRESENT) result = machine.represent(result);
    else if (conversion === ASCII) result = asciiOf(machine.represent(result));
    else if (conversion === STRING) result = machine.text(result);
    if (spec === null && typeof result === 'string') return result;
    const specification = spec === null ? '' : spec(frame);
    frame.span = span;
    return machine.format(result, specification);
  };
};

const compilePart = (node: Expression, scope: Scope): Text => {
  if (node.type === 'Constant' && node.value.kind === 'str') {
    const text = node.value.value;
    return () => text;
  }
  if (node.type === 'FormattedValue') return compileFormatted(node, scope);
  if (node.type === 'JoinedStr') return compileText(node.values, scope);
  const value = compileExpression(node, scope);
  return (frame) => frame.machine.text(value(frame));
};

const compileText = (parts: readonly Expression[], scope: Scope): Text => {
  const texts = parts.map((each) => compilePart(each, scope));
  return (frame) => {
    let joined = '';
    for (const text of texts) {
      const piece = text(frame);
      frame.machine.allocate(piece.length);
      joined = joined === '' ? piece : concatenate(frame.machine, joined, piece);
    }
    return joined;
  };
};

/** `f"..."`. */
export const compileJoined = (node: JoinedStr | FormattedValue, scope: Scope): Evaluate =>
  compileText(node.type === 'JoinedStr' ? node.values : [node], scope);
