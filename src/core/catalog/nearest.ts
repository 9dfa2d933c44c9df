/** Edits (insert, delete, replace) that turn one word into the other, by Levenshtein's recurrence over one row. */
export const editDistance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    let diagonal = i;
    let left = i + 1;
    const next = [left];
    for (const [j, above] of row.slice(1).entries()) {
      left = Math.min(diagonal + (letter === to[j] ? 0 : 1), above + 1, left + 1);
      diagonal = above;
      next.push(left);
    }
    row = next;
  }
  return row.at(-1) ?? from.length;
};

const LONGEST = 80;

/** The known words most like the given one, best first: those that contain it, then those a few edits away. */
export const nearest = (given: string, known: Iterable<string>, count: number): readonly string[] => {
  const word = given.toLowerCase().slice(0, LONGEST);
  const scored = [...new Set(known)].map((candidate) => {
    const contains = word.length >= 2 && candidate.includes(word);
    return { candidate, score: contains ? 0.5 : editDistance(word, candidate) };
  });
  return scored
    .filter(({ score }) => score <= Math.max(2, word.length / 2))
    .sort((a, b) => a.score - b.score || a.candidate.localeCompare(b.candidate))
    .slice(0, count)
    .map(({ candidate }) => candidate);
};
