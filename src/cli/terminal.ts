import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** How a command may write: colours only on a terminal that has not refused them, progress only where somebody watches. */
export interface Terminal {
  readonly columns: number;
  readonly write: (text: string) => void;
  readonly style: (style: Style, text: string) => string;
  /** Shows what is going on in one changing line on standard error; call with null to clear it. */
  readonly progress: (text: string | null) => void;
}

const wantsColour = (): boolean =>
  process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';

export const openTerminal = (options: { readonly quiet: boolean }): Terminal => {
  const colour = wantsColour();
  const watched = process.stderr.isTTY === true && !options.quiet;
  return Object.freeze({
    columns: process.stdout.columns ?? 80,
    write: (text: string) => {
      process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    },
    style: (style: Style, text: string) => (colour ? styleText(style, text) : text),
    progress: (text: string | null) => {
      if (watched) process.stderr.write(text === null ? '\r\u001b[K' : `\r\u001b[K${text}`);
    },
  });
};
