import { absorbedModule } from './absorbed.ts';
import { collectionsModule } from './collections.ts';
import { dataclassesModule } from './dataclasses.ts';
import { enumModule } from './enum.ts';
import { functoolsModule } from './functools.ts';
import { importlibModule, importlibUtilModule, pkgutilModule } from './importing.ts';
import { inspectModule } from './inspect.ts';
import { itertoolsModule } from './itertools.ts';
import type { Loader, ModuleFactory } from './loader.ts';
import type { LoggedMessage } from './logging.ts';
import { loggingModule, warningsModule } from './logging.ts';
import { mathModule } from './math.ts';
import { abcModule, contextlibModule, copyModule, emptyModule, operatorModule } from './small.ts';
import { syntaxTreeModule } from './syntax-tree.ts';
import type { Surroundings } from './system.ts';
import { osModule, osPathModule, sysModule } from './system.ts';
import { difflibModule, textwrapModule } from './text.ts';
import { typingModule } from './typing.ts';

/** Libraries whose names may be imported but which compute nothing here. */
export const ABSORBED_LIBRARIES = [
  ...[
    'numpy',
    'torch',
    'torch.nn',
    'torch.nn.functional',
    'torch.distributed',
    'ml_dtypes',
    'scipy',
    'scipy.linalg',
    'scipy.special',
  ],
  ...[
    'jax',
    'jax.numpy',
    'torch_xla',
    'torch_xla.core',
    'torch_xla.core.xla_model',
    'pytest',
    'neuron_dtypes',
    'transformers',
  ],
  ...['nkipy', 'nkipy.core', 'nkipy.runtime', 'nkipy.distributed', 'nkipy.distributed.collectives'],
  ...['torch_neuronx', 'tempfile', 'pathlib', 'time', 'random', 'json', 'argparse', 're'],
  ...['subprocess', 'shutil', 'unittest', 'unittest.mock', 'datetime', 'string', 'types', 'statistics'],
] as const;

export interface LibraryOptions extends Surroundings {
  /** Takes what the program logs and warns with. */
  readonly collect: (message: LoggedMessage) => void;
  /** The loader that these modules are for, for `sys.modules` and `importlib`; asked for when a program uses it. */
  readonly loader: () => Loader;
}

/**
 * The modules of Python's library that kernels import, by name: those they compute with are written out, the others
 * are known by their names only.
 */
export const standardLibrary = (options: LibraryOptions): Map<string, ModuleFactory> =>
  new Map<string, ModuleFactory>([
    ...ABSORBED_LIBRARIES.map((name) => [name, absorbedModule] as const),
    ['__future__', emptyModule],
    ['abc', abcModule],
    ['ast', syntaxTreeModule],
    ['collections', collectionsModule],
    ['collections.abc', typingModule],
    ['contextlib', contextlibModule],
    ['copy', copyModule],
    ['dataclasses', dataclassesModule],
    ['difflib', difflibModule],
    ['enum', enumModule],
    ['functools', functoolsModule],
    ['importlib', importlibModule(options.loader)],
    ['importlib.util', importlibUtilModule(options.loader)],
    ['inspect', inspectModule],
    ['itertools', itertoolsModule],
    ['logging', loggingModule(options.collect)],
    ['math', mathModule],
    ['operator', operatorModule],
    ['os', osModule(options)],
    ['os.path', osPathModule(options)],
    ['pkgutil', pkgutilModule(options.loader)],
    ['sys', sysModule(() => options.loader().modules)],
    ['textwrap', textwrapModule],
    ['typing', typingModule],
    ['typing_extensions', typingModule],
    ['warnings', warningsModule(options.collect)],
  ]);
