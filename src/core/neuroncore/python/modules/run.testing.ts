import { createInterpreter } from '../evaluate/interpreter.ts';
import type { Loader } from './loader.ts';
import { createLoader } from './loader.ts';
import type { LoggedMessage } from './logging.ts';
import { standardLibrary } from './standard-library.ts';

export interface Run {
  readonly output: string;
  readonly messages: readonly LoggedMessage[];
  readonly loader: Loader;
}

/** Imports `main` from files given by their paths and collects what it prints and logs. */
export const runFiles = (files: Readonly<Record<string, string>>, roots: readonly string[] = ['']): Run => {
  const tree = { files: new Map(Object.entries(files)), roots };
  const messages: LoggedMessage[] = [];
  let output = '';
  const library = standardLibrary({
    environment: new Map([['PLATFORM', 'trn2']]),
    exists: (path) => tree.files.has(path),
    collect: (message) => messages.push(message),
    loader: () => loader,
  });
  const loader: Loader = createLoader(tree, library);
  const machine = createInterpreter({
    importModule: loader.importModule,
    print: (text) => {
      output += text;
    },
  });
  loader.load(machine, 'main');
  return { output, messages, loader };
};

/** What a program prints. */
export const printed = (text: string): string => runFiles({ 'main.py': text }).output;
