/** What the page of an audit adds to the style of reports: a dark scheme, cards, bars of ranges, the tree and the code. */
export const AUDIT_STYLE = `
:root { color-scheme: light dark; --page: #fff; --line: #d8dee4; --amber: #bf8700; --mark: #fff1b8; --chosen: #ddf4ff; --s0: #cf222e; --s1: #bf8700; --s2: #0969da; --s3: #8c959f; --note: #fff8e5; --note-line: #e3c878; }
@media (prefers-color-scheme: dark) {
  :root { --page: #0f141a; --ink: #e3e8ee; --soft: #9aa5b1; --rule: #2b333d; --wash: #171e26; --good: #56d364; --warn: #e3b341; --bad: #ff7b72; --link: #6cb6ff; --line: #2b333d; --mark: #5c4813; --chosen: #12324f; --s0: #ff7b72; --s1: #d29922; --s2: #6cb6ff; --s3: #7d8590; --note: #2a2312; --note-line: #5c4813; }
}
body { background: var(--page); }
h2 { margin-top: 40px; }
.warnings { background: var(--note); border-color: var(--note-line); margin-top: 16px; }
.source { color: var(--soft); font-size: 12.5px; overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 14px; margin: 18px 0 8px; }
.card { border: 1px solid var(--rule); border-top: 4px solid var(--s3); padding: 12px 14px; min-width: 0; }
.card.good { border-top-color: var(--good); } .card.warn { border-top-color: var(--amber); } .card.bad { border-top-color: var(--bad); }
.card h3 { margin: 0; color: var(--soft); font-size: 13px; } .card p { margin: 6px 0; overflow-wrap: anywhere; font-size: 13.5px; }
.card p.answer { font-size: 20px; font-weight: 600; margin: 0; } .card p.days { font-size: 15px; margin: 0; font-variant-numeric: tabular-nums; }
.card.good .answer { color: var(--good); } .card.warn .answer { color: var(--warn); } .card.bad .answer { color: var(--bad); }
.card ol { margin: 8px 0 0; padding-left: 18px; font-size: 13px; } .card li { margin: 3px 0; } .card .source { display: block; }
.bar { position: relative; height: 10px; margin: 8px 0 10px; background: var(--wash); border: 1px solid var(--rule); }
.bar i { position: absolute; top: 0; bottom: 0; background: var(--s2); }
.stack { display: flex; height: 14px; max-width: 640px; margin: 6px 0; gap: 1px; }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 16px; padding: 0; margin: 0 0 10px; font-size: 12.5px; } .key i { display: inline-block; width: 11px; height: 11px; margin-right: 6px; vertical-align: -1px; }
.op-supported { background: #1a7f37; } .op-inferred-lowerable { background: #57ab5a; } .op-derived-supported { background: #8ddb8c; }
.op-supported-constrained { background: #bf8700; } .op-derived-constrained { background: #e3b341; } .op-unknown { background: #8c959f; }
.op-derived-unsupported { background: #f47067; } .op-unsupported { background: #cf222e; }
.model { margin: 0 0 28px; } .model h3 { overflow-wrap: anywhere; }
.filters { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: end; font-size: 12.5px; color: var(--soft); }
.filters label { display: flex; flex-direction: column; gap: 2px; } .filters .grow { flex: 1 1 220px; }
.filters input[type=search], .filters select, .filters button, #detail button { font: inherit; font-size: 13.5px; color: var(--ink); background: var(--page); border: 1px solid #8c959f; border-radius: 4px; padding: 4px 8px; min-width: 0; max-width: 100%; }
input.filter { color: var(--ink); background: var(--page); }
.filters button, #detail button, button.rule { cursor: pointer; }
fieldset { border: 0; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: 4px 12px; min-width: 0; padding-bottom: 5px; } legend { padding: 0; margin-bottom: 4px; float: left; width: 100%; }
.filters fieldset label { flex-direction: row; align-items: center; gap: 5px; color: var(--ink); font-size: 13px; }
.dot { display: inline-block; width: 10px; height: 10px; border-radius: 50%; flex: none; } .s0 { background: var(--s0); } .s1 { background: var(--s1); } .s2 { background: var(--s2); } .s3 { background: var(--s3); }
#count { color: var(--soft); font-size: 13px; margin: 10px 0 6px; }
.explorer { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); border: 1px solid var(--rule); height: clamp(420px, calc(26px * var(--rows, 24)), 640px); }
#tree { overflow: auto; position: relative; border-right: 1px solid var(--rule); contain: strict; } #tree:focus-visible { outline: 2px solid var(--link); outline-offset: -2px; }
#rows { position: relative; }
.row { position: absolute; left: 0; right: 0; height: 26px; display: flex; align-items: center; gap: 7px; padding-right: 8px; white-space: nowrap; font-size: 13px; cursor: pointer; }
.row:hover { background: var(--wash); } .row.current { background: var(--chosen); }
.row .name { overflow: hidden; text-overflow: ellipsis; flex: 1 1 auto; min-width: 0; } .row.hit .name, .code, .row .at { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 12px; }
.row .caret { width: 12px; flex: none; color: var(--soft); text-align: center; } .row .at { color: var(--soft); flex: none; min-width: 34px; text-align: right; } .row .id { flex: none; color: var(--soft); font-size: 12px; }
.row .tally { flex: none; display: flex; gap: 8px; font-size: 12px; color: var(--soft); font-variant-numeric: tabular-nums; } .row .tally span { display: inline-flex; align-items: center; gap: 4px; }
.row.folder .name, .row.file .name, .row.rule .name { font-weight: 600; } .row.file .name { font-weight: 500; }
#detail { overflow: auto; padding: 12px 16px; font-size: 13.5px; } #detail:focus-visible { outline: 2px solid var(--link); outline-offset: -2px; }
#detail h3 { overflow-wrap: anywhere; font-size: 15px; } #detail h4 { margin: 16px 0 4px; font-size: 14px; } #detail p { margin: 4px 0; overflow-wrap: anywhere; }
.tag { display: inline-block; border: 1px solid var(--rule); border-radius: 10px; padding: 0 8px; margin: 0 6px 4px 0; font-size: 12px; } .tag .dot { margin-right: 5px; width: 8px; height: 8px; }
.code { background: var(--wash); border: 1px solid var(--rule); overflow-x: auto; margin: 8px 0; padding: 6px 0; line-height: 1.5; tab-size: 4; }
.code div { display: flex; min-width: max-content; } .code .number { flex: none; width: 4.5em; padding-right: 1em; text-align: right; color: var(--soft); user-select: none; } .code .text { white-space: pre; padding-right: 1em; }
.code .hit { background: var(--chosen); } mark { background: var(--mark); color: inherit; outline: 1px solid var(--amber); }
.instead { width: 100%; } .instead th { width: 5.5em; border-bottom: 1px solid var(--rule); padding-top: 5px; vertical-align: top; } .instead td { overflow-wrap: anywhere; }
button.rule { font: inherit; color: var(--link); background: none; border: 0; padding: 0; text-decoration: underline; white-space: nowrap; }
#printed { display: none; }
#assets table td:first-child { font-weight: 600; }
@media (max-width: 820px) { .explorer { grid-template-columns: minmax(0, 1fr); height: auto; } #tree { height: 380px; border-right: 0; border-bottom: 1px solid var(--rule); } }
@media print {
  :root { color-scheme: light; --page: #fff; --ink: #1b1f24; --soft: #57606a; --rule: #d8dee4; --wash: #f6f8fa; --good: #116329; --warn: #7d4e00; --bad: #a40e26; --note: #fff8e5; }
  .filters, .explorer, #count { display: none; } #printed { display: block; } #printed td { overflow-wrap: anywhere; } #printed td:first-child { overflow-wrap: normal; white-space: nowrap; }
  .cards { grid-template-columns: repeat(2, 1fr); } .card, .model { break-inside: avoid; } .bar i, .stack i, .key i, .card { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
