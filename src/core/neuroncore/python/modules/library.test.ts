import { describe, expect, it } from 'vitest';
import { PythonException } from '../evaluate/errors.ts';
import { libraryDtypeName } from './absorbed.ts';
import { PROGRAMS } from './library.testing.ts';
import { printed, runFiles } from './run.testing.ts';

const raised = (text: string): string => {
  try {
    printed(text);
  } catch (error) {
    if (error instanceof PythonException) return `${error.type}: ${error.message}`;
    throw error;
  }
  throw new Error('nothing was raised');
};

describe('the library', () => {
  it.each(PROGRAMS)('%s print what CPython prints', (_what, text, output) => {
    expect(printed(text)).toBe(output);
  });

  it('keeps what is logged and warned, and prints nothing of it', () => {
    const { output, messages } = runFiles({
      'main.py': [
        'import logging, warnings',
        "log = logging.getLogger('kernel')",
        "log.debug('%s of %d', 'one', 2)",
        "logging.error('at once')",
        "log.log(logging.INFO, 'level')",
        "warnings.warn('careful')",
      ].join('\n'),
    });
    expect(output).toBe('');
    expect(messages).toEqual([
      { logger: 'kernel', level: 'DEBUG', text: 'one of 2' },
      { logger: 'root', level: 'ERROR', text: 'at once' },
      { logger: 'kernel', level: 'INFO', text: 'level' },
      { logger: 'warnings', level: 'WARNING', text: 'careful' },
    ]);
  });

  it('shows the environment it was given', () => {
    expect(printed("import os\nprint(os.environ['PLATFORM'], os.getenv('OTHER', 'none'))")).toBe(
      'trn2 none\n',
    );
  });

  it('finds the line of a caller and the source of its module', () => {
    const text = [
      'import inspect',
      'def who():',
      '    frame = inspect.currentframe().f_back',
      '    return frame.f_lineno, len(inspect.getsource(inspect.getmodule(frame)).splitlines())',
      '',
      'print(who())',
      'print(inspect.getsource(who).splitlines()[0])',
    ].join('\n');
    expect(printed(text)).toBe('(6, 7)\ndef who():\n');
  });

  it('keeps the line of a call while annotations are evaluated for it', () => {
    const text = [
      'import inspect',
      'def described(x: int) -> int:',
      '    return x',
      'def line():',
      '    inspect.signature(described)',
      '    return inspect.currentframe().f_back.f_lineno',
      '',
      'print(line())',
    ].join('\n');
    expect(printed(text)).toBe('8\n');
  });
});

describe('dataclasses derived from a class whose fields default to None', () => {
  it('may leave out any field, also before those with defaults', () => {
    const text = [
      'from dataclasses import dataclass',
      'class Base:',
      '    __fields_default_to_none__ = True',
      '@dataclass',
      'class Sizes(Base):',
      '    rows: int',
      '    columns: int = 4',
      '    depth: int',
      'print(Sizes(2), Sizes(depth=1))',
    ].join('\n');
    expect(printed(text)).toBe('Sizes(rows=2, columns=4, depth=None) Sizes(rows=None, columns=4, depth=1)\n');
  });
});

describe('absorbed libraries', () => {
  it('lend their names to annotations, defaults, base classes and tests of types', () => {
    const text = [
      'import numpy as np, torch',
      'import torch.nn.functional as F',
      'class Model(torch.nn.Module): pass',
      'def f(x: np.ndarray, y: torch.Tensor = None, act=F.gelu) -> torch.Tensor: return act',
      'print(f(1), isinstance(3, np.ndarray), np.float32 == np.float32, np.float32 == np.float16, {np.int8: 1}[np.int8])',
      "print(np.float32(0.1), np.int32(2.7), np.pi, float(np.finfo(np.float32).min), np.iinfo(np.int8).max, float('-inf') < np.finfo('float16').min.item())",
    ].join('\n');
    expect(printed(text)).toBe(
      '<torch.nn.functional.gelu> False True False 1\n' +
        '0.10000000149011612 2 3.141592653589793 -3.4028234663852886e+38 127 True\n',
    );
  });

  it('say by name that they do not compute', () => {
    expect(raised('import numpy as np\nnp.linalg.svd([1])')).toMatch(
      /^NotImplementedError: numpy\.linalg\.svd cannot be called here/,
    );
    expect(raised('import torch\ntorch.tensor([1]) + 1')).toMatch(/^TypeError: unsupported operand/);
  });

  it('let the test at the end of a file compute with random tensors that are placeholders', () => {
    const text = [
      'import numpy as np',
      'a = np.random.rand(2, 3).astype(np.float32)',
      'np.testing.assert_allclose(a, a + a)',
      'print(a + 1)',
    ].join('\n');
    expect(printed(text)).toBe('<numpy.random.rand(...).astype>\n');
  });

  it('tell data types by their names', () => {
    const { loader } = runFiles({ 'main.py': 'import numpy\nx = numpy.float32\ny = 1' });
    const attributes = loader.modules.get('main')?.attributes;
    expect(libraryDtypeName(attributes?.get('x') ?? null)).toBe('float32');
    expect(libraryDtypeName(attributes?.get('y') ?? null)).toBeUndefined();
  });
});
