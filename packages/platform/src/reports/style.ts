import { WIDE_FONT } from './charts/chart-paper.ts';
import { heatClasses } from './charts/colours.ts';

/**
 * Style of the page and of the charts in it. Colours are of the Okabe–Ito palette, darkened where text needs contrast;
 * nothing is told by colour alone.
 */
const MOST_COLUMNS = 14;

/** Cells of columns that a table names as numbers: `n3` for the third. */
function numericCells(part: string): string {
  const columns = Array.from({ length: MOST_COLUMNS }, (_, index) => index + 1);
  return columns.map((n) => `.n${n} ${part} :nth-child(${n}):is(td,th)`).join();
}

export const STYLE: string = `
:root{color-scheme:light dark;--paper:#ffffff;--panel:#f6f7f9;--ink:#1b1f24;--muted:#5b6470;--line:#d9dde3;--axis:#9aa3ae;
--band:rgba(91,100,112,.09);--strategy:#0072b2;--held:#a05a00;--below:#d55e00;--muted-fill:#c2c8d0;--link:#005a8c;
--candidate:#00664b;--candidate-soft:#e0f3ec;--killed:#8f3f00;--killed-soft:#fbe9de;--suspicious:#8a2f68;--suspicious-soft:#f8e6f1;
--insufficient:#5b5200;--insufficient-soft:#f6f1d3}
@media (prefers-color-scheme:dark){:root{--paper:#14171b;--panel:#1d2127;--ink:#e6e9ed;--muted:#a3adb9;--line:#343a43;--axis:#6b7582;
--band:rgba(163,173,185,.11);--strategy:#56b4e9;--held:#e69f00;--below:#ff8a3d;--muted-fill:#4c5561;--link:#7cc7f2;
--candidate:#5fd0ac;--candidate-soft:#12382d;--killed:#ff9d66;--killed-soft:#42240f;--suspicious:#f0a6d1;--suspicious-soft:#431f36;
--insufficient:#e0d266;--insufficient-soft:#37330f}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;font-variant-numeric:tabular-nums}
main,footer{max-width:1184px;margin:0 auto;padding:0 32px}
footer{padding-top:24px;padding-bottom:40px;color:var(--muted);font-size:13px}
a{color:var(--link);text-underline-offset:2px}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--strategy);outline-offset:2px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--paper);padding:8px}
header{padding-top:40px}
.kicker{margin:0;color:var(--muted);font-size:13px;letter-spacing:.02em}
h1{margin:2px 0 14px;font-size:32px;line-height:1.2;overflow-wrap:anywhere}
h2{margin:52px 0 10px;font-size:23px;line-height:1.25}
h3{margin:30px 0 6px;font-size:17px}
h4{margin:18px 0 4px;font-size:14px}
p{margin:8px 0;max-width:80ch}
.headline{font-size:21px;line-height:1.35;font-weight:600;margin:0 0 6px}
.answer{font-size:16px}
.tally{display:flex;flex-wrap:wrap;gap:8px 22px;margin:16px 0 0;max-width:none}
.count b{font-size:19px;margin-right:3px}.count.none{opacity:.55}
.badge{display:inline-block;white-space:nowrap;border:1px solid;border-radius:4px;padding:0 7px;font-size:13px;font-weight:600;line-height:1.6}
.badge .symbol{font-weight:700}
.badge.candidate{color:var(--candidate);background:var(--candidate-soft)}
.badge.killed{color:var(--killed);background:var(--killed-soft)}
.badge.suspicious{color:var(--suspicious);background:var(--suspicious-soft);border-style:dashed}
.badge.insufficient{color:var(--insufficient);background:var(--insufficient-soft);border-style:dotted}
nav{display:flex;flex-wrap:wrap;gap:4px 20px;margin:24px 0 0;padding:9px 0;border-block:1px solid var(--line);font-size:14px}
.muted,small{color:var(--muted)}
small{font-size:12.5px;font-weight:400}
code{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
pre{margin:8px 0;padding:12px;background:var(--panel);overflow-x:auto;font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
.facts,.terms,.meanings{margin:8px 0;display:grid;gap:0 40px}
.facts{grid-template-columns:1fr 1fr}
.facts>div,.terms>div{display:grid;grid-template-columns:150px minmax(0,1fr);gap:16px;padding:7px 0;border-top:1px solid var(--line)}
.facts>div:first-child,.facts>div:last-child{grid-column:1/-1}
.terms>div{grid-template-columns:230px minmax(0,1fr)}
.whole{white-space:nowrap}
dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere;max-width:80ch}
.meanings{grid-template-columns:1fr 1fr;gap:8px 40px;margin-top:16px;font-size:13.5px;color:var(--muted)}
.meanings>div{display:grid;grid-template-columns:112px minmax(0,1fr);gap:10px}
.notice{border-left:3px solid var(--axis);background:var(--panel);padding:9px 14px;margin:12px 0}
.scroll{overflow-x:auto;margin:8px 0}
table{border-collapse:collapse;width:100%;font-size:13.5px;line-height:1.45}
th,td{padding:5px 10px;text-align:left;vertical-align:top;border-top:1px solid var(--line);font-weight:400}
thead th{border-top:0;border-bottom:1.5px solid var(--axis);font-weight:600;vertical-align:bottom;font-size:12.5px;line-height:1.3}
.number,${numericCells('tbody')}{text-align:right;white-space:nowrap}
${numericCells('thead')}{text-align:right}
thead .number{white-space:normal}
tbody th{font-weight:500;overflow-wrap:break-word;min-width:7em}
.n1 tbody th{min-width:0}
.measures{columns:2;column-gap:24px}.measures>div{break-inside:avoid}.measures h4{margin-top:8px}
.measures td,.measures th{padding:3px 8px}
.ranking tbody{border-bottom:1px solid var(--line)}
.ranking tbody tr:first-child>*{padding-top:11px;border-top:0}
.ranking tbody th{font-weight:600;min-width:210px}.ranking tbody th a{font-size:1.07em}
.ranking .why td{border-top:0;padding-top:0;padding-bottom:11px;color:var(--muted)}
.ranking tbody.candidate tr>td:first-child{box-shadow:inset 4px 0 var(--candidate)}
.passed{color:var(--candidate)}.failed{color:var(--killed);font-weight:600}
.dense table{font-size:12.5px}.dense th,.dense td{padding-inline:6px}
.trades td:nth-child(5),.trades td:nth-child(6),.day{white-space:nowrap}.trades td:nth-child(10),.trades td:nth-child(11){min-width:150px}
.prose{display:block;min-width:340px}.reason{display:block;min-width:150px}
.warnings li{margin:4px 0}
figure{margin:18px 0}
figcaption{font-size:13.5px;color:var(--muted);margin-top:4px;max-width:95ch}
figcaption b{color:var(--ink)}
.pair{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 24px;align-items:start}
.pair>.notice{margin-top:18px}
.drawing,.sideways{overflow-x:auto}.sideways>.drawing{overflow:visible}
.chart{display:block;width:100%;height:auto;color:var(--ink);font-size:12px;overflow:visible}
.chart{stroke-linejoin:round;stroke-miterlimit:1}
.chart text{white-space:pre}
.legend{display:flex;flex-wrap:wrap;gap:2px 20px;margin:0 0 4px;font-size:13.5px;max-width:none}
.swatch{display:inline-block;width:24px;height:0;vertical-align:middle;margin-right:3px}
.swatch.line{border-top:3px solid var(--strategy)}
.swatch.line.held{border-top:2px dashed var(--held)}
.swatch.dot{width:11px;height:11px;border-radius:50%;background:var(--strategy)}
.swatch.hurdle{width:4px;height:15px;background:var(--below)}
.swatch.bar{width:18px;height:11px;background:var(--strategy)}
.swatch.bar.short{background:var(--muted-fill)}
.swatch.ring{width:11px;height:11px;border:2px solid var(--ink);border-radius:50%}
.swatch.line.dashed{border-top-style:dashed}
.swatch.line.ruin{border-top:2px dashed var(--below)}
.swatch.luck{border-top:3px solid var(--below)}
.swatch.bar.alone{background:var(--held)}
.swatch.band{width:18px;height:11px;background:var(--strategy);opacity:.18}.swatch.band.inner{opacity:.45}
.swatch.shade{width:18px;height:11px}
.checked td:nth-child(2){white-space:nowrap}
.proof{margin:10px 0;display:grid;grid-template-columns:1fr 1fr;gap:0 40px;font-size:14px}
.proof>div{display:grid;grid-template-columns:118px minmax(0,1fr);gap:12px;padding:4px 0;border-top:1px solid var(--line)}
.proof .sign{display:inline-block;width:1.2em;font-weight:700}.proof .for .sign{color:var(--candidate)}.proof .against .sign{color:var(--killed)}
.months{font-size:12.5px;line-height:1.35;table-layout:fixed;border-collapse:separate;border-spacing:1.5px}.months td,.months th{padding:3px 2px;border:0;text-align:center;min-width:0;color:var(--ink)}.months tbody th{text-align:left;min-width:2.6em}.months td:last-child{font-weight:700}
${heatClasses()}
.swatch.scale{width:120px;height:11px;border:1px solid var(--line);background:linear-gradient(to right,rgb(213,94,0),rgb(247,247,247),rgb(0,114,178))}
.legend .above{color:var(--strategy)}.legend .below{color:var(--below)}
summary{cursor:pointer}
details.row{border-top:2px solid var(--axis);margin-top:34px;padding-top:12px}
details.row>summary{display:flex;flex-wrap:wrap;align-items:center;gap:4px 14px}
details.row>summary::before{content:"▸";color:var(--muted)}
details.row[open]>summary::before{content:"▾"}
details.row>summary::-webkit-details-marker{display:none}
details.row h3{margin:0;font-size:19px;overflow-wrap:anywhere}
.row-body{scroll-margin-top:64px}.row-body>.muted{max-width:none}
details.part{border-top:1px solid var(--line);padding:6px 0}
details.part>summary{font-weight:600;font-size:14px;padding:2px 0}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media screen and (max-width:900px){main,footer{padding:0 18px}.pair,.meanings,.facts,.proof{grid-template-columns:minmax(0,1fr)}.measures{columns:1}
.chart.wide{font-size:${WIDE_FONT}px;min-width:720px}.months{min-width:600px}.ranking{font-size:12.5px}.ranking th,.ranking td{padding-inline:4px}.ranking .whole{white-space:normal}.ranking tbody th{min-width:120px;overflow-wrap:anywhere}.ranking small{font-size:11.5px}.facts>div,.terms>div{grid-template-columns:minmax(0,1fr);gap:0}th,td{padding:5px 7px}}
@media screen and (max-width:760px){.ranking th,.ranking td{padding-inline:3px}.ranking .badge{font-size:11px;padding:0 4px}.ranking{font-size:12px}
.ranking tbody th{min-width:96px}.ranking thead th{font-size:11.5px}}
@media screen and (max-width:560px){.checked thead{display:none}.checked :is(tr,td,th){display:block}.checked :is(td,tbody th){padding:2px 0;border:0}.checked tr{border-top:1px solid var(--line);padding:7px 0}.checked tbody th{font-weight:600}}
@media print{:root{color-scheme:light}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}body{font-size:10.5pt}main,footer{max-width:none;padding:0}nav,.skip,details.part:not([open]){display:none}
details.part,figure,.ranking tbody{break-inside:avoid}#rows,details.row+details.row{break-before:page}p{orphans:3;widows:3}h2,h3,h4,summary,.legend{break-after:avoid}.checked tr,.proof>div,.facts>div{break-inside:avoid}.facts>div{grid-template-columns:100px minmax(0,1fr)}
.scroll,.drawing,.sideways{overflow:visible}table,.legend,.meanings{font-size:8.5pt}.ranking small,small{font-size:7.5pt}figcaption{font-size:9pt}h2{margin-top:32px}.chart.wide{font-size:15px}.dense table,.dense thead th{font-size:6.4pt}.dense th,.dense td{padding-inline:2px}.dense .reason,.reason,.trades td:nth-child(n){min-width:0}.dense code{font-size:6pt}.pair{gap:0 14px}th,td{padding:3px 4px}}
`;
