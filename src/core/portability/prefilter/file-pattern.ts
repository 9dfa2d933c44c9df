const escaped = (text: string): string => text.replace(/[.+^${}()|[\]\\?]/g, '\\$&');

/** A test of a file's name (the part behind its last `/`) against patterns with `*`: `*.py`, `Dockerfile*`, `config.json`. */
export const filePatternTest = (patterns: readonly string[]): ((path: string) => boolean) => {
  const sources = patterns.map((pattern) => pattern.split('*').map(escaped).join('.*'));
  const whole = new RegExp(`^(?:${sources.join('|')})$`, 's');
  return (path) => whole.test(path.slice(path.lastIndexOf('/') + 1));
};
