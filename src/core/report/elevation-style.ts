/** Colours hold in print and for the colour-blind (Okabe and Ito's palette, lightened); kinds also differ by label. */
export const STYLE = `<defs><pattern id="not-published" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" stroke="#667" stroke-width="1.4" stroke-opacity="0.45"/></pattern></defs>
<style>
text{font:11px system-ui,sans-serif;fill:#223}
.title{font-size:16px;font-weight:600}.rack{font-weight:600;text-anchor:middle}.label{font-size:10px;text-anchor:middle}
.paper{fill:#fff}.frame{fill:#f2f3f5;stroke:#556;stroke-width:1.5}.plate{fill:#fff}
.compute,.host,.switch,.power,.management,.cooling,.unknown{stroke:#334;stroke-width:.6}
.compute{fill:#9cc3e6}.host{fill:#cfe3b4}.switch{fill:#f3c98b}.power{fill:#e7a6a0}.management{fill:#d9c2e9}.cooling{fill:#a9e0dc}.unknown{fill:#e8e9ec}
.unpublished{stroke-dasharray:3 2}.hatch{fill:url(#not-published);stroke:none}
</style>`;
