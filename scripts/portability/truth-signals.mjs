// What makes a hit an answer to a signal of catalog/portability/truth.tsv. Signals of the syntax tree ask for the thing
// itself, by its symbol; signals of a text ask that some hit covers what the expression matches in the line.

const spoken = ({ place }) => place !== 'comment' && place !== 'docstring';
const symbol = (expression) => (hit) => spoken(hit) && expression.test(hit.symbol);

/** By signal of the syntax tree: whether a hit of its line answers it. */
const BY_TREE = {
  "'cuda' string constant": symbol(/cuda/),
  "'nccl' string constant": symbol(/nccl/i),
  'torch.cuda reference': symbol(/^torch\.cuda\b|^torch\.(?!cuda).*cuda/),
  'torch.backends.cuda|cudnn': symbol(/^torch\.backends\.(?:cuda|cudnn)\b/),
  '.cuda() call': symbol(/^\.cuda\(/),
  '.item() call': symbol(/^\.item\(/),
  'torch.compile()': symbol(/^torch\.compile\b/),
  'GradScaler()': symbol(/GradScaler/),
  'CUDAExtension()': symbol(/CUDAExtension/),
  'autograd.Function subclass': (hit) => hit.rule === 'CK-019',
  '@triton.jit kernel': (hit) => hit.rule === 'CK-008',
};

/** The test for a signal `ast:...`. An import is answered by a hit that names the package or a part of it. */
export const answersTree = (signal) => {
  const name = signal.slice('ast:'.length);
  if (!name.startsWith('import ')) return BY_TREE[name] ?? null;
  const module = name.slice('import '.length);
  return (hit) => spoken(hit) && (hit.symbol === module || hit.symbol.startsWith(`${module}.`));
};

const asTest = (pattern) =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );

/** The files and the expression of a signal `grep:...`, from the command that counted it. */
export const readGrep = (how) => {
  const includes = Array.from(how.matchAll(/--include='([^']+)'/g), ([, pattern]) => asTest(pattern));
  const [, source] = / -e '(.*)'$/.exec(how) ?? [];
  if (source === undefined) throw new Error(`no expression in ${how}`);
  return {
    holdsFor: (name) => includes.length === 0 || includes.some((test) => test.test(name)),
    expression: new RegExp(source, 'g'),
  };
};
