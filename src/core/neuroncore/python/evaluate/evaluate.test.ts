import { describe, expect, it } from 'vitest';
import { KernelFault } from '../../machine/diagnostic.ts';
import {
  keywordOnly,
  native,
  nativeClass,
  optional,
  pyFloat,
  pyModule,
  pyTuple,
  required,
} from '../construct.ts';
import { parse } from '../parse.ts';
import type { PyModule, PyValue } from '../values.ts';
import { TYPE } from './builtins/classes.ts';
import { OBJECT } from './builtins/object.ts';
import { describeException, PythonException } from './errors.ts';
import { outputOf, run, runWith } from './evaluate.testing.ts';
import { callFunction, compileModule, evaluateModule, runModule } from './evaluate.ts';
import { createInterpreter } from './interpreter.ts';

const attribute = (module: PyModule, name: string): PyValue => module.attributes.get(name) ?? null;

describe('a function called from outside', () => {
  const { machine, module } = run('def area(w, h=2, *, scale=1):\n  return w * h * scale\n');
  const area = attribute(module, 'area');

  it('takes positional and keyword arguments', () => {
    expect(callFunction(machine, area, [3])).toBe(6);
    expect(callFunction(machine, area, [3, 5], new Map([['scale', 2]]))).toBe(30);
    expect(callFunction(machine, area, [pyFloat(0.5)])).toEqual(pyFloat(1));
  });

  it('raises what Python raises, with the message filled in', () => {
    expect(() => callFunction(machine, area)).toThrow("area() missing 1 required positional argument: 'w'");
  });

  it('leaves the interpreter usable after an exception', () => {
    expect(() => callFunction(machine, area, ['a', 'b'])).toThrow(PythonException);
    expect(machine.depth).toBe(0);
    expect(machine.stack()).toEqual([]);
    expect(callFunction(machine, area, [1, 1])).toBe(1);
  });
});

describe('an uncaught exception', () => {
  const text = 'def inner(x):\n    return 1 // x\ndef outer():\n    return inner(0)\nouter()\n';
  const { exception } = run(text);

  it('knows its type, message, place and the calls that led to it', () => {
    expect(exception).toMatchObject({
      type: 'ZeroDivisionError',
      message: 'integer division or modulo by zero',
    });
    expect(exception?.site).toMatchObject({ line: 2, column: 12 });
    expect(exception?.sites.map((site) => [site.line, site.column])).toEqual([
      [5, 1],
      [4, 12],
      [2, 12],
    ]);
  });

  it('reads as the calls, the place, the line and a caret', () => {
    expect(exception === null ? '' : describeException(exception)).toBe(
      [
        'called from program.py:5:1',
        'called from program.py:4:12',
        'program.py:2:12: ZeroDivisionError: integer division or modulo by zero',
        '2 |     return 1 // x',
        '               ^',
      ].join('\n'),
    );
  });
});

describe('a native', () => {
  it('gets one value for each parameter, defaults filled in', () => {
    const seen: (readonly PyValue[])[] = [];
    const copy = native(
      'copy',
      [required('dst'), required('src'), optional('mask', null), keywordOnly('engine', 'dma')],
      (args) => {
        seen.push(args);
        return null;
      },
    );
    runWith(
      "from machine import copy\ncopy(src=1, dst=2)\ncopy(3, 4, engine='act')\ncopy(*[5, 6], **{'mask': 7})\n",
      [['copy', copy]],
    );
    expect(seen).toEqual([
      [2, 1, null, 'dma'],
      [3, 4, null, 'act'],
      [5, 6, 7, 'dma'],
    ]);
  });

  it('knows the place of the call and of the calls around it', () => {
    const places: string[] = [];
    const here = native('here', [], (_args, context) => {
      places.push(
        context
          .stack()
          .map((site) => `${site.line}:${site.column}`)
          .join(' '),
      );
      return context.site().line;
    });
    const { output } = runWith(
      'import machine\ndef f():\n  x = 1\n  return machine.here()\nfor _ in range(2):\n  print(f())\n',
      [['here', here]],
    );
    expect(output).toBe('4\n4\n');
    expect(places).toEqual(['6:9 4:10', '6:9 4:10']);
  });

  it('raises Python exceptions and faults that except does not catch', () => {
    const fail = native('fail', [], (_args, context) => context.raise('ValueError', 'no such tile'));
    const fault = native('fault', [], (_args, context) => context.fault('sbuf-capacity', 'too much'));
    const text =
      'import machine as m\ntry:\n  m.fail()\nexcept ValueError as e:\n  print(e)\ntry:\n  m.fault()\nexcept BaseException:\n  print("caught")\n';
    expect(() =>
      runWith(text, [
        ['fail', fail],
        ['fault', fault],
      ]),
    ).toThrow(KernelFault);
  });

  it('calls back into Python', () => {
    const twice = native('twice', [required('body')], ([body = null], context) =>
      pyTuple([context.call(body, [1]), context.call(body, [], new Map([['i', 2]]))]),
    );
    const { output } = runWith('import machine\nprint(machine.twice(lambda i: i * 10))\n', [
      ['twice', twice],
    ]);
    expect(output).toBe('(10, 20)\n');
  });

  it('reports arguments that do not fit in the words of CPython', () => {
    const copy = native('copy', [required('dst'), required('src')], () => null);
    expect(() => runWith('import machine\nmachine.copy(1, 2, foo=3)\n', [['copy', copy]])).toThrow(
      "copy() got an unexpected keyword argument 'foo'",
    );
  });
});

describe('a class made by a stub', () => {
  it('hears of its subclasses and can answer for the class itself', () => {
    const meta = nativeClass(
      'EnumMeta',
      [TYPE, OBJECT],
      [
        [
          '__call__',
          native('__call__', [required('cls'), required('value')], ([cls = null, value = null], context) =>
            context.getItem(context.getAttribute(cls, '_by_value'), value),
          ),
        ],
        [
          '__len__',
          native('__len__', [required('cls')], ([cls = null], context) =>
            context.length(context.getAttribute(cls, '_by_value')),
          ),
        ],
      ],
    );
    const base = nativeClass('Enum', [OBJECT], [], {
      meta,
      subclassed: (made, _keywords, context) => {
        const table = context.call(context.builtin('dict'), []);
        for (const [name, value] of [...made.attributes]) {
          if (name.startsWith('_')) continue;
          const member: PyValue = {
            kind: 'instance',
            type: made,
            attributes: new Map([
              ['name', name],
              ['value', value],
            ]),
          };
          made.attributes.set(name, member);
          context.setItem(table, value, member);
        }
        made.attributes.set('_by_value', table);
      },
    });
    const text =
      'from machine import Enum\nclass C(Enum):\n  A = 1\n  B = 2\nprint(C.A.name, C(2) is C.B, len(C), isinstance(C.A, C), C.B.value)\n';
    expect(runWith(text, [['Enum', base]]).output).toBe('A True 2 True 2\n');
  });
});

describe('imports', () => {
  it('bind packages, members and aliases', () => {
    const inner = pyModule('pkg.sub', [['value', 7]]);
    const modules = new Map([
      ['pkg', pyModule('pkg', [['sub', inner]])],
      ['pkg.sub', inner],
    ]);
    const text =
      'import pkg.sub\nimport pkg.sub as s\nfrom pkg import sub as t\nfrom pkg.sub import value, value as v2\nfrom . import near\nprint(pkg.sub is s is t, value, v2, near.name)\n';
    const file = { path: 'k.py', text };
    const printed: string[] = [];
    const machine = createInterpreter({
      importModule: (name, level) =>
        level === 1 ? pyModule(`.${name}`, [['near', pyModule('near', [['name', 'n']])]]) : modules.get(name),
      print: (piece) => printed.push(piece),
    });
    evaluateModule(machine, parse(file), file);
    expect(printed.join('')).toBe('True 7 7 n\n');
  });

  it.each([
    ['import nothing', "ModuleNotFoundError: No module named 'nothing'"],
    ['from nothing.at import all', "ModuleNotFoundError: No module named 'nothing.at'"],
    ['try:\n  import nothing\nexcept ImportError:\n  print("absent")', 'absent'],
  ])('say what is missing: %s', (text, expected) => {
    expect(outputOf(text)).toBe(`${expected}\n`);
  });

  it('report a name that a module lacks', () => {
    expect(() => runWith('from machine import other', [])).toThrow(
      "cannot import name 'other' from 'machine'",
    );
  });
});

describe('a compiled module', () => {
  it('runs any number of times, each with names of its own', () => {
    const file = {
      path: 'm.py',
      text: 'count = 0\ndef up():\n  global count\n  count += 1\n  return count\n',
    };
    const compiled = compileModule(parse(file), file);
    const first = run('');
    const a = runModule(first.machine, compiled, 'a');
    const b = runModule(first.machine, compiled, 'b');
    expect(callFunction(first.machine, attribute(a, 'up'))).toBe(1);
    expect(callFunction(first.machine, attribute(a, 'up'))).toBe(2);
    expect(callFunction(first.machine, attribute(b, 'up'))).toBe(1);
  });
});
