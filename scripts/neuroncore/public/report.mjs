// What the runs of public kernels say, as text.

const figure = (value) => (value === null ? '-' : value === 0 ? '0' : value.toExponential(1));

const duration = (seconds) =>
  seconds < 1e-3 ? `${(seconds * 1e6).toFixed(1)} us` : `${(seconds * 1e3).toFixed(2)} ms`;

const comparisonText = (comparison) => {
  if (comparison === null) return 'not compared';
  const verdict = comparison.matches ? 'matches' : 'DIFFERS';
  const worst = `${figure(comparison.worst)} of ${comparison.against}`;
  const tolerances = comparison.outputs
    .filter((each) => each !== null)
    .map(({ tolerance }) => figure(tolerance));
  const reasons = [comparison.reason, ...comparison.outputs.map((each) => each?.reason)].filter(Boolean);
  return [
    `${verdict} ${worst}, tolerance ${[...new Set(tolerances)].join(' and ')}`,
    ...new Set(reasons),
  ].join(': ');
};

const indent = (text) => text.replaceAll(/^/gm, '      ');

const describeCall = (call, { verbose }) => {
  const title = `${call.function}${call.name === '' ? '' : ` (${call.name})`}`;
  const place = `${call.ranks === 1 ? '' : `${call.ranks} ranks of `}${call.target} x${call.cores}`;
  const wall = `${call.wallSeconds.toFixed(1)} s`;
  if (call.failure !== null) {
    const { place: at, rule, reason, text } = call.failure;
    const verdict = call.asExpected ? 'refused as its documentation says' : 'DOES NOT RUN';
    const where = at === null ? '' : ` at ${at}`;
    const head = `    ${title}: ${verdict} on ${place}${where}: ${reason}${rule === null ? '' : ` [${rule}]`}\n`;
    return verbose ? `${head}${indent(text)}\n` : head;
  }
  const warnings = Object.entries(call.warnings).map(([rule, count]) => `${count} ${rule}`);
  const verdict = call.asExpected ? 'runs' : 'RUNS though it must be refused';
  const head = [
    `    ${title}: ${verdict} on ${place}`,
    comparisonText(call.comparison),
    `${call.steps} steps`,
    duration(call.seconds),
    warnings.length === 0 ? 'no warnings' : `warnings: ${warnings.join(', ')}`,
    `in ${wall}`,
  ].join('; ');
  return `${head}\n${verbose ? call.warningTexts.map((text) => `${indent(text)}\n`).join('') : ''}`;
};

/** The jit functions of a file by what became of them. */
export const standingOf = (study) => {
  const called = study.calls.filter(({ failure, refused }) => failure === null && refused === null);
  const refused = study.calls.filter((call) => call.refused !== null && call.asExpected);
  const ran = new Set(called.flatMap((call) => [call.function, ...call.covers]));
  const wanted = study.functions.map(({ name }) => name);
  const asDocumented = new Set(refused.map((call) => call.function));
  return {
    runs: wanted.filter((name) => ran.has(name)),
    refused: wanted.filter((name) => !ran.has(name) && asDocumented.has(name)),
    open: wanted.filter((name) => !ran.has(name) && !asDocumented.has(name)),
  };
};

/** One file with all calls. */
export const describeFile = (study, flags) => {
  const lines = [`${study.name}\n`];
  if (study.syntaxError !== null) return `${lines[0]}  DOES NOT PARSE: ${study.syntaxError}\n`;
  if (study.importFailure !== null) {
    const { place, reason, text } = study.importFailure;
    lines.push(`  DOES NOT IMPORT at ${place}: ${reason}\n${flags.verbose ? `${indent(text)}\n` : ''}`);
  }
  for (const call of study.calls) lines.push(describeCall(call, flags));
  const within = standingOf(study).runs.filter((name) => !study.calls.some((call) => call.function === name));
  if (within.length > 0) lines.push(`    run within these calls: ${within.join(', ')}\n`);
  const without = standingOf(study).open.filter(
    (name) => !study.calls.some((call) => call.function === name),
  );
  if (without.length > 0) lines.push(`    NOT RUN, no call describes it: ${without.join(', ')}\n`);
  return lines.join('');
};

/** The last lines, with the totals they are made of. A file runs when every jit function in it ran in some call. */
export const summary = (studied) => {
  const readable = studied.filter(({ syntaxError }) => syntaxError === null);
  const parsed = readable.filter((each) => each.functions.length > 0);
  const parts = readable.filter((each) => each.functions.length === 0);
  const standings = parsed.map(standingOf);
  const functions = parsed.reduce((sum, each) => sum + each.functions.length, 0);
  const calls = readable.flatMap((each) => each.calls);
  const compared = calls.filter(({ comparison }) => comparison !== null);
  const totals = {
    files: parsed.length,
    filesThatDoNotParse: studied.length - readable.length,
    /** Files without jit functions of which functions are called all the same. */
    parts: parts.length,
    partsRun: parts.filter((each) => each.calls.every(({ asExpected }) => asExpected)).length,
    filesImported: parsed.filter(({ importFailure }) => importFailure === null).length,
    filesRun: standings.filter(({ open, refused }) => open.length === 0 && refused.length === 0).length,
    filesRefused: standings.filter(({ open, refused }) => open.length === 0 && refused.length > 0).length,
    functions,
    functionsRun: standings.reduce((sum, { runs }) => sum + runs.length, 0),
    calls: calls.length,
    callsAsExpected: calls.filter(({ asExpected }) => asExpected).length,
    compared: compared.length,
    matched: compared.filter(({ comparison }) => comparison.matches).length,
  };
  const text = [
    `${totals.filesRun} of ${totals.files} jit files run`,
    totals.filesRefused === 0 ? '' : `, ${totals.filesRefused} refused as its documentation says`,
    ` (${totals.functionsRun} of ${functions} jit functions, ${totals.callsAsExpected} of ${totals.calls} calls)`,
    `; ${totals.filesImported} import; ${totals.matched} of ${totals.compared} compared calls match`,
    totals.parts === 0 ? '' : `; ${totals.partsRun} of ${totals.parts} parts of kernels run on their own`,
    totals.filesThatDoNotParse === 0
      ? ''
      : `; ${totals.filesThatDoNotParse} further files are not valid Python`,
    '\n',
  ].join('');
  const good =
    totals.callsAsExpected === totals.calls &&
    totals.matched === totals.compared &&
    totals.filesRun + totals.filesRefused === totals.files;
  return { text, good, totals };
};
