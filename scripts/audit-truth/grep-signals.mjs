// The signals of the audit's truth table that count lines of text by grep, and how many of those lines a scan covers.
const GREP = /^lines: grep -rIE\s+(.*?)-e '(.*)'$/s;

const nameTest = (globs) => {
  const sources = globs.map((glob) => glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*'));
  const whole = new RegExp(`^(?:${sources.join('|')})$`, 's');
  return (path) => globs.length === 0 || whole.test(path.slice(path.lastIndexOf('/') + 1));
};

/**
 * The grep signals of a repository, from the rows of the truth table: its name, the count of lines and of files, which
 * files are looked at, and the expression as JavaScript has it. `trap:` signals count lines that are no findings.
 */
export const grepSignals = (rows, repository) =>
  rows.flatMap(({ repo, signal, count, how_counted }) => {
    const found = repo === repository ? GREP.exec(how_counted) : null;
    if (found === null) return [];
    const globs = Array.from(found[1].matchAll(/--include='([^']*)'/g), ([, glob]) => glob);
    return [
      {
        signal,
        count: Number(count),
        trap: signal.startsWith('trap:'),
        covers: nameTest(globs),
        pattern: new RegExp(found[2], 'g'),
      },
    ];
  });

/** Whether a hit on the line overlaps what grep saw there. Hits in Python may carry an alias elsewhere on the line. */
const overlaps = (hits, matches) =>
  hits.some(({ column, endColumn }) =>
    matches.some(({ index, 0: text }) => column - 1 < index + text.length && index < endColumn - 1),
  );

/**
 * Counts, for each signal, the lines of one file that grep counts (`lines`) and those among them where a hit overlaps what
 * it saw (`covered`); gives the first lines that no hit covers. `into`: by signal, carried from file to file.
 */
export const countFile = (signals, path, text, hits, into) => {
  const wanted = signals.filter(({ covers, pattern }) => covers(path) && new RegExp(pattern, 'm').test(text));
  if (wanted.length === 0) return;
  const byLine = new Map();
  for (const hit of hits) byLine.set(hit.line, [...(byLine.get(hit.line) ?? []), hit]);
  for (const [index, line] of text.split('\n').entries())
    for (const { signal, pattern } of wanted) {
      const matches = [...line.matchAll(pattern)];
      if (matches.length === 0) continue;
      const sum = into.get(signal) ?? { lines: 0, covered: 0, missed: [] };
      into.set(signal, sum);
      sum.lines += 1;
      if (overlaps(byLine.get(index + 1) ?? [], matches)) sum.covered += 1;
      else if (sum.missed.length < 20) sum.missed.push(`${path}:${index + 1}: ${line.trim().slice(0, 120)}`);
    }
};
