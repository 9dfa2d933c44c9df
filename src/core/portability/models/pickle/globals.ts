/**
 * What a pickle imports when it is loaded. `rebuilds`: makes tensors and plain containers. `executes`: can run any code, read
 * or write files or open connections. `class`: a class of a project or library, whose code must be there.
 */
export type GlobalKind = 'rebuilds' | 'executes' | 'class';

/** Modules of the standard library whose functions run programs or code, load libraries, or reach files and networks. */
const EXECUTING_MODULES: ReadonlySet<string> = new Set([
  'os',
  'posix',
  'nt',
  'posixpath',
  'ntpath',
  'subprocess',
  '_posixsubprocess',
  'commands',
  'sys',
  'shutil',
  'socket',
  'ssl',
  'pty',
  'runpy',
  'code',
  'codeop',
  'importlib',
  'imp',
  'pkgutil',
  'zipimport',
  'ctypes',
  '_ctypes',
  'pickle',
  '_pickle',
  'cPickle',
  'marshal',
  'shelve',
  'dill',
  'cloudpickle',
  'joblib',
  'webbrowser',
  'urllib',
  'urllib2',
  'http',
  'httplib',
  'ftplib',
  'smtplib',
  'telnetlib',
  'requests',
  'aiohttp',
  'asyncio',
  'multiprocessing',
  'threading',
  '_thread',
  'signal',
  'pdb',
  'bdb',
  'cProfile',
  'profile',
  'trace',
  'timeit',
  'doctest',
  'pydoc',
  'pip',
  'ensurepip',
  'venv',
  'distutils',
  'setuptools',
  'operator',
  '_operator',
  'types',
  'inspect',
  'gc',
  'tempfile',
  'pathlib',
  'io',
  '_io',
  'glob',
  'fileinput',
  'linecache',
  'sqlite3',
  'platform',
  'test',
  'idlelib',
  'lib2to3',
]);

const BUILTINS: ReadonlySet<string> = new Set(['builtins', '__builtin__', '__builtins__']);

/** Built-in types that hold data; every other built-in function counts as one that can run code. */
const HARMLESS_BUILTINS: ReadonlySet<string> = new Set([
  'set',
  'frozenset',
  'list',
  'dict',
  'tuple',
  'bytes',
  'bytearray',
  'str',
  'int',
  'float',
  'bool',
  'complex',
  'slice',
  'range',
  'object',
  'long',
  'unicode',
]);

/** Functions that rebuild tensors, arrays and containers. Source: pytorch/pytorch, torch/_weights_only_unpickler.py. */
const REBUILDS: ReadonlySet<string> = new Set([
  'collections.OrderedDict',
  'collections.defaultdict',
  'collections.Counter',
  'collections.deque',
  '_codecs.encode',
  'copyreg._reconstructor',
  'copy_reg._reconstructor',
  'torch.Size',
  'torch.Tensor',
  'torch.device',
  'torch.nn.parameter.Parameter',
  'torch.nn.parameter.Buffer',
  'torch.nn.modules.container.ParameterList',
  'torch.serialization._get_layout',
  'torch.storage.UntypedStorage',
  'torch.storage.TypedStorage',
  'torch._tensor._rebuild_from_type_v2',
  'numpy.dtype',
  'numpy.ndarray',
  'numpy.core.multiarray._reconstruct',
  'numpy._core.multiarray._reconstruct',
  'numpy.core.numeric._frombuffer',
  'numpy._core.numeric._frombuffer',
  'numpy.core.multiarray.scalar',
  'numpy._core.multiarray.scalar',
]);

const TORCH_PLAIN =
  /^torch\.(\w*Storage|float\w*|bfloat16|int\d+|uint\d+|bool|complex\d+|q?u?int\d+|strided|per_\w+_affine)$/;
const TORCH_REBUILD = /^torch\._utils\._(rebuild_\w+|import_dotted_name)$/;

/** Functions of torch and numpy that load other pickles or code. */
const LOADERS =
  /^(torch\.(load|hub\.\w+|jit\.\w+|storage\._load_from_bytes|utils\.cpp_extension\.\w+|_dynamo\.\w+|distributed\.rpc\.\w+)|numpy\.(load|loads|fromfile|memmap|testing\..*|f2py\..*))$/;

/** What kind of import `module.name` is. A name that the pickle computes counts as one that can run code. */
export const globalKind = (module: string, name: string): GlobalKind => {
  const whole = `${module}.${name}`;
  if (module === '(computed)' || name === '(computed)') return 'executes';
  if (BUILTINS.has(module)) return HARMLESS_BUILTINS.has(name) ? 'rebuilds' : 'executes';
  const [first] = module.split('.', 1);
  if (first !== undefined && EXECUTING_MODULES.has(first)) return 'executes';
  if (LOADERS.test(whole)) return 'executes';
  if (REBUILDS.has(whole) || TORCH_PLAIN.test(whole) || TORCH_REBUILD.test(whole)) return 'rebuilds';
  // A dotted name reaches through a class or module to anything it holds.
  return name.includes('.') && EXECUTING_MODULES.has(name.split('.', 1)[0] ?? '') ? 'executes' : 'class';
};
