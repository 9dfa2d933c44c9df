/** Something that was not read, or not as a whole. */
export interface TreeRemark {
  readonly type: 'remark';
  /** From the root, fit to be shown. */
  readonly path: string;
  readonly text: string;
}

/** Remarks up to a number of each sort; those beyond are counted, so that a hostile tree cannot flood a report. */
export interface RemarkBudget {
  readonly perSort: number;
  readonly counts: Map<string, number>;
}

export const openRemarks = (perSort: number): RemarkBudget => ({ perSort, counts: new Map() });

/** The remark, or null when there have been enough of its sort. */
export const remark = (budget: RemarkBudget, sort: string, path: string, text: string): TreeRemark | null => {
  const known = budget.counts.get(sort);
  const count = known === undefined ? 1 : known + 1;
  budget.counts.set(sort, count);
  return count > budget.perSort ? null : { type: 'remark', path, text };
};

/** One remark for each sort that had more than were given. */
export const furtherRemarks = (budget: RemarkBudget): readonly TreeRemark[] =>
  [...budget.counts]
    .filter(([, count]) => count > budget.perSort)
    .map(([sort, count]) => ({
      type: 'remark',
      path: '.',
      text: `${(count - budget.perSort).toLocaleString('en-GB')} more not listed: ${sort}`,
    }));
