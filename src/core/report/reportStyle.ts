const LIGHT = `
--paper:#fbf8f1;--sheet:#fffdf8;--ink:#211d18;--faded:#6a6155;--rule:#ddd3c1;--rubric:#9a2a1b;--ochre:#7d5200;--slate:#3d5568;
--c1:#f6efdf;--c2:#f4e4c1;--c3:#f1d2a0;--c4:#ecb482;--c5:#e2906c;--erased:#776d60;`;
const DARK = `
--paper:#191613;--sheet:#201c18;--ink:#ece4d6;--faded:#a89d8c;--rule:#3b342b;--rubric:#f08c76;--ochre:#e2b15a;--slate:#9fbdd3;
--c1:#2a241c;--c2:#3a2e1c;--c3:#51391d;--c4:#6d4522;--c5:#8c4328;--erased:#9a8f7f;`;

/**
 * The report's style sheet. A page of a manuscript: what the model lost stays faded, what it still knows returns in ink.
 * Leak classes differ in ground and in underline (kind and thickness), so they survive grey printing and colour
 * blindness. Inside VS Code the theme's body class decides over the system's preference.
 */
export const REPORT_STYLE = `
:root{color-scheme:light dark}
body{${LIGHT}}
@media (prefers-color-scheme:dark){body:not(.vscode-light,.vscode-high-contrast-light){${DARK}}}
body.vscode-dark,body.vscode-high-contrast:not(.vscode-high-contrast-light){${DARK}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.6 "Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua",Georgia,"DejaVu Serif",serif;overflow-wrap:anywhere}
main{max-width:56rem;margin:0 auto;padding:3.5rem 1.5rem 5rem}
h1,h2,h3,h4{line-height:1.25;font-weight:600;text-wrap:balance}
h1{font-size:1.9rem;margin:.35rem 0 .2rem}
header p{max-width:none}
h2{font-size:1.3rem;margin:3.4rem 0 1rem;padding-top:1rem;border-top:1px solid var(--rule)}
h3{font-size:1.05rem;margin:1.8rem 0 .6rem}
p{margin:.5rem 0;max-width:42rem}
a{color:inherit;text-decoration-color:var(--faded);text-underline-offset:.18em}
a:hover{text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--slate);outline-offset:3px}
small,.small{font-size:.82rem;font-weight:400;color:var(--faded)}
.over{font-size:.82rem;letter-spacing:.09em;text-transform:uppercase;color:var(--faded);margin:0}
code,pre,.mono,.heat{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.8em;font-variant-ligatures:none}
td code,dd code{font-size:.84em}
.verdict{margin:2rem 0 0;padding:1.3rem 1.5rem 1.2rem;background:var(--sheet);border:1px solid var(--rule);border-left:5px solid var(--tone)}
.verdict.bad{--tone:var(--rubric)}.verdict.open{--tone:var(--ochre)}.verdict.calm{--tone:var(--slate)}
.verdict .label{font-weight:700;letter-spacing:.06em;color:var(--tone);margin:0;font-size:.95rem}
.verdict p{max-width:none}
.verdict .saying{font-size:1.3rem;line-height:1.4;margin:.2rem 0 .7rem;text-wrap:balance}
.verdict ul{margin:.6rem 0 0;padding-left:1.2rem}
.verdict li{margin:.25rem 0}
.flag{margin:1rem 0 0;padding:.7rem 1rem;border:2px solid var(--rubric)}
.answers{display:grid;grid-template-columns:11rem 1fr;gap:1.1rem 1.5rem;margin:2.2rem 0 0}
.answers dt{font-style:italic;color:var(--faded)}
.answers dd{margin:0}
.answers p{margin:0 0 .3rem}
.answers ul{margin:.2rem 0 .6rem;padding-left:1.2rem}
.tally{display:flex;align-items:baseline;flex-wrap:wrap;gap:.4rem 1.7rem;margin:1.8rem 0 0;padding:0;list-style:none}
.tally b{font-size:1.7rem;font-weight:500;margin-right:.45rem;font-variant-numeric:lining-nums tabular-nums}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.88rem;line-height:1.4;font-variant-numeric:lining-nums tabular-nums}
caption{text-align:left;color:var(--faded);padding:0 0 .6rem;font-style:italic}
th,td{text-align:left;vertical-align:baseline;padding:.42rem 1rem .42rem 0;border-bottom:1px solid var(--rule);overflow-wrap:normal}
th{font-weight:600}
thead th{color:var(--faded);font-weight:500;white-space:nowrap}
td.n,th.n{text-align:right;white-space:nowrap}
tr.group th{padding-top:1.3rem;border-bottom:0}
tr.group p{font-weight:400;margin:.1rem 0 0;color:var(--faded);font-size:.84rem}
.dot{display:block;width:110px;height:12px;color:var(--slate)}
.chart{display:block;min-width:640px;width:100%;font-size:11px;fill:var(--faded)}
.chart path{fill:none}.chart .grid{stroke:var(--rule)}.chart .border{stroke:var(--faded);stroke-dasharray:4 4}
.chart .line{stroke-width:1.5}.chart .reach{stroke-width:1.5}
.chart .target{stroke:var(--rubric)}.chart .original{stroke:var(--slate)}.chart .reference{stroke:var(--faded)}
.chart .mark,.key .mark{stroke-width:1.6}
.chart .mark.target,.key .mark.target{fill:var(--rubric);stroke:var(--rubric)}
.chart .mark.original,.key .mark.original{fill:none;stroke:var(--slate)}
.chart .mark.reference,.key .mark.reference{fill:var(--paper);stroke:var(--faded)}
figure{margin:.8rem 0 2rem}
figcaption{max-width:42rem;color:var(--faded);font-size:.88rem}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;list-style:none;margin:.3rem 0;padding:0;font-size:.88rem}
.key svg{width:14px;height:14px;margin-right:.4rem;vertical-align:-.1em}
.mark{white-space:nowrap}
.mark.error{color:var(--rubric);font-weight:600}.mark.warning{color:var(--ochre)}.mark.info{color:var(--slate)}.mark.none,.mark.not-run{color:var(--faded)}.mark.not-run{font-style:italic}
.shape{display:inline-block;width:1.1em;font-family:"DejaVu Sans",system-ui,sans-serif;font-size:.82em}
details.document,details.probe{border-bottom:1px solid var(--rule)}
details.document>summary,details.probe>summary{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem 1rem;padding:.75rem 0;cursor:pointer;list-style:none}
details.document>summary::-webkit-details-marker,details.probe>summary::-webkit-details-marker{display:none}
details.document>summary::before,details.probe>summary::before{content:"+";width:.8em;color:var(--faded);font-family:ui-monospace,monospace}
details.document[open]>summary::before,details.probe[open]>summary::before{content:"−"}
summary .path{flex:1 1 14rem;font-weight:600}
details.document>div{padding:.2rem 0 1.8rem}
.heat{white-space:pre-wrap;unicode-bidi:isolate;background:var(--sheet);border:1px solid var(--rule);padding:1.1rem 1.3rem;margin:.4rem 0 0;font-size:.82rem;line-height:2;color:var(--erased);print-color-adjust:exact;-webkit-print-color-adjust:exact}
.heat span,.legend span{text-underline-offset:.32em;text-decoration-skip-ink:none;text-decoration-color:var(--rubric);padding:.12em 0;-webkit-box-decoration-break:clone;box-decoration-break:clone}
.c1{background:var(--c1);color:var(--ink);text-decoration:underline dotted 1px}
.c2{background:var(--c2);color:var(--ink);text-decoration:underline dashed 1px}
.c3{background:var(--c3);color:var(--ink);text-decoration:underline solid 1px}
.c4{background:var(--c4);color:var(--ink);text-decoration:underline solid 2px}
.c5{background:var(--c5);color:var(--ink);text-decoration:underline double 3px}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;margin:.5rem 0 0;padding:0;font-size:.82rem;color:var(--faded);print-color-adjust:exact;-webkit-print-color-adjust:exact}
.legend li{padding-bottom:.45em}
.legend span{padding:.1em .45em;margin-right:.4em}
.legend .c0{color:var(--erased)}
.leak{margin:1.6rem 0 0;padding:0 0 0 1.1rem;border-left:3px solid var(--rule)}
.leak.error{border-color:var(--rubric)}.leak.warning{border-color:var(--ochre)}.leak.info{border-color:var(--slate)}
.leak h4{margin:0;font-size:1rem}
.leak blockquote{margin:.5rem 0;font-style:italic;white-space:pre-wrap;unicode-bidi:isolate}
.leak details{margin:.5rem 0 0}
.leak summary{cursor:pointer;color:var(--faded);font-size:.88rem}
.evidence{margin:.8rem 0 1.4rem}
.evidence h5{margin:0 0 .3rem;font-size:.9rem;font-weight:600}
.passages{display:grid;grid-template-columns:6.2rem 1fr;margin:.5rem 0;border-top:1px solid var(--rule)}
.passages dt,.passages dd{margin:0;padding:.45rem 0;border-bottom:1px solid var(--rule)}
.passages dt{color:var(--faded);font-size:.84rem}
.passages pre{margin:0;white-space:pre-wrap;unicode-bidi:isolate;line-height:1.55}
pre.command{white-space:pre-wrap;background:var(--sheet);border:1px solid var(--rule);padding:.7rem .9rem;margin:.4rem 0}
.facts dt{color:var(--faded);font-size:.88rem;margin-top:.7rem}
.facts dd{margin:0}
.glossary{columns:2;column-gap:2.5rem;font-size:.9rem}
.glossary div{break-inside:avoid;margin:0 0 .9rem}
.glossary dt{font-weight:600}
.glossary dd{margin:0}
footer{margin-top:4rem;color:var(--faded);font-size:.82rem}
@media (max-width:640px){
body{font-size:16px}
main{padding:1.6rem 1rem 3rem}
h1{font-size:1.5rem}
.answers,.passages{grid-template-columns:1fr;gap:0}
.answers dt{margin-top:1rem}
.passages dt{border-bottom:0;padding-bottom:0}
.glossary{columns:1}
.verdict{padding:1rem}
}
@media print{
@page{margin:18mm 16mm}
body{--paper:#fff;--sheet:#fff;font-size:10.5pt}
main{max-width:none;padding:0}
details::details-content{content-visibility:visible;block-size:auto}
details.document>summary::before,details.probe>summary::before{content:""}
h2,h3,h4{break-after:avoid}
.leak,.verdict,tr,.evidence{break-inside:avoid}
a{text-decoration:none}
}
`.trim();
