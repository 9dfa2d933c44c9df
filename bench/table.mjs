// What every benchmark ends with: its rows as a table, or as JSON for bench/run.mjs; exit code 1 when a budget is broken.
// A row: { what, measured, unit, budget, better: 'less' | 'more' }; without a budget it only informs.

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The value that a share of the values does not exceed. */
export const quantile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];

const whole = (value) => Math.round(value).toLocaleString('en-GB');

const broken = ({ measured, budget, better }) =>
  budget !== undefined && (better === 'more' ? measured < budget : measured > budget);

export const printTable = (rows) => {
  const width = Math.max(...rows.map(({ what }) => what.length));
  for (const row of rows) {
    const bound = row.better === 'more' ? 'at least' : 'at most';
    const budget = row.budget === undefined ? '' : `${bound} ${whole(row.budget)}`;
    const figure = `${whole(row.measured)} ${row.unit}`;
    console.log(
      `${row.what.padEnd(width)}  ${figure.padStart(22)}  ${budget.padEnd(20)}${broken(row) ? '  BROKEN' : ''}`,
    );
  }
  if (rows.some(broken)) process.exitCode = 1;
};

export const finish = (rows) => {
  if (process.argv.includes('--json')) console.log(JSON.stringify(rows));
  else printTable(rows);
};

/** CPU seconds that a function takes, and what it gives. */
export const cpuTimed = (run) => {
  const started = process.cpuUsage();
  const value = run();
  const { user, system } = process.cpuUsage(started);
  return { value, seconds: (user + system) / 1e6 };
};
