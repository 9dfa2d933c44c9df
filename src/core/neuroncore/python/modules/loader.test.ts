import { describe, expect, it } from 'vitest';
import { PythonException } from '../evaluate/errors.ts';
import { PythonSyntaxError } from '../syntax-error.ts';
import { runFiles } from './run.testing.ts';

const output = (files: Readonly<Record<string, string>>, roots?: readonly string[]): string =>
  runFiles(files, roots).output;

const raised = (files: Readonly<Record<string, string>>): PythonException => {
  try {
    runFiles(files);
  } catch (error) {
    if (error instanceof PythonException) return error;
    throw error;
  }
  throw new Error('nothing was raised');
};

describe('the module loader', () => {
  it('runs packages before what is in them, and each module once', () => {
    const files = {
      'main.py': 'import a.b.c\nimport a.b\nfrom a.b import c as again\nprint(a.b.c.x, again.x, a.__name__)',
      'a/__init__.py': "print('a')",
      'a/b/__init__.py': "print('b')",
      'a/b/c.py': "print('c')\nx = 1",
    };
    expect(output(files)).toBe('a\nb\nc\n1 1 a\n');
  });

  it('binds `import a.b as c` to the inner module and `import a.b` to the outer one', () => {
    const files = {
      'main.py': 'import a.b as c, a.d\nprint(c.__name__, a.__name__, a.d.y)',
      'a/__init__.py': '',
      'a/b.py': '',
      'a/d.py': 'y = 2',
    };
    expect(output(files)).toBe('a.b a 2\n');
  });

  it('resolves relative imports from the package of the file', () => {
    const files = {
      'main.py': 'import p.q.r',
      'p/__init__.py': '',
      'p/top.py': 'name = "top"',
      'p/q/__init__.py': 'from . import side',
      'p/q/side.py': 'name = "side"',
      'p/q/r.py':
        'from .. import top\nfrom . import side\nfrom ..top import name\nfrom .side import name as other\nprint(top.name, side.name, name, other)',
    };
    expect(output(files)).toBe('top side top side\n');
  });

  it('refuses relative imports that leave the package or have none', () => {
    expect(raised({ 'main.py': 'from ..x import y' }).message).toBe(
      'attempted relative import beyond top-level package',
    );
    const beyond = raised({ 'main.py': 'import p', 'p/__init__.py': 'from ...x import y' });
    expect(beyond.message).toBe('attempted relative import beyond top-level package');
  });

  it('imports by star what `__all__` lists, or what does not start with an underscore', () => {
    const files = {
      'main.py':
        'from a import *\nfrom b import *\nprint(x, y)\nfor f in (lambda: z, lambda: _w):\n  try:\n    f()\n  except NameError as e:\n    print(e)',
      'a.py': "__all__ = ['x']\nx = 1\nz = 3",
      'b.py': 'y = 2\n_w = 4',
    };
    expect(output(files)).toBe("1 2\nname 'z' is not defined\nname '_w' is not defined\n");
  });

  it('shows importers in a cycle what has been run so far', () => {
    const files = {
      'main.py': 'import a',
      'a.py': 'x = 1\nimport b\ny = 2',
      'b.py': 'import a\nprint(a.x, hasattr(a, "y"))',
    };
    expect(output(files)).toBe('1 False\n');
    const missing = raised({ ...files, 'b.py': 'from a import y' });
    expect([missing.type, missing.site.file.path, missing.site.line]).toEqual(['ImportError', 'b.py', 1]);
  });

  it('says where a missing module is imported, and what there is', () => {
    const error = raised({ 'main.py': 'import k\n\nimport k.missing', 'k/__init__.py': '', 'k/here.py': '' });
    expect(error.type).toBe('ModuleNotFoundError');
    expect(error.message).toBe("No module named 'k.missing'; available in k: k.here");
    expect([error.site.file.path, error.site.line, error.site.column]).toEqual(['main.py', 3, 8]);
    expect(raised({ 'main.py': 'import nowhere' }).message).toMatch(
      /^No module named 'nowhere'; available here: /,
    );
  });

  it('lets programs do without a module that is missing', () => {
    const text = 'try:\n  import missing\nexcept ImportError:\n  missing = None\nprint(missing)';
    expect(output({ 'main.py': text })).toBe('None\n');
  });

  it('looks in the roots in order, prefers packages, and files to its own modules', () => {
    const files = {
      'one/main.py': 'import m, math\nprint(m.where, math.pi)',
      'one/m.py': "where = 'file'",
      'one/m/__init__.py': "where = 'package'",
      'two/m.py': "where = 'two'",
      'two/math.py': 'pi = 3',
    };
    expect(output(files, ['one', 'two'])).toBe('package 3\n');
    expect(output({ ...files, 'two/main.py': 'import m\nprint(m.where)' }, ['two', 'one'])).toBe('two\n');
  });

  it('takes a folder without `__init__.py` for a package', () => {
    expect(output({ 'main.py': 'from lib.deep import m\nprint(m.x)', 'lib/deep/m.py': 'x = 5' })).toBe('5\n');
  });

  it('forgets a module whose body raises, so that it is run again', () => {
    const files = {
      'main.py': 'for i in range(2):\n  try:\n    import bad\n  except ValueError as e:\n    print(e)',
      'bad.py': "raise ValueError('no')",
    };
    expect(output(files)).toBe('no\nno\n');
  });

  it('passes syntax errors on with their place', () => {
    try {
      runFiles({ 'main.py': 'import bad', 'bad.py': 'x = 1\ny = = 2' });
    } catch (error) {
      expect(error).toBeInstanceOf(PythonSyntaxError);
      expect(error instanceof PythonSyntaxError && error.message).toMatch(/^bad\.py:2:5: /);
      return;
    }
    throw new Error('nothing was refused');
  });

  it('imports by name and lists what a package holds', () => {
    const files = {
      'main.py': 'import p',
      'p/__init__.py': [
        'import importlib, pkgutil, sys',
        'from importlib.util import find_spec',
        'names = [name for _, name, _ in pkgutil.iter_modules(__path__)]',
        "print(names, [importlib.import_module(f'.{name}', __name__).x for name in names])",
        "print(find_spec('p.a') is None, find_spec('p.zzz') is None, 'p.a' in sys.modules)",
      ].join('\n'),
      'p/a.py': 'x = 1',
      'p/b/__init__.py': 'x = 2',
    };
    expect(output(files)).toBe("['a', 'b'] [1, 2]\nFalse True True\n");
  });
});
