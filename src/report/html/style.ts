/**
 * The page's whole style. Colours are variables, so that dark and print change nothing else; every pair of ink and ground in it has a
 * contrast of 4.5 or more. What colour says is also said by a sign, a pattern or a word.
 */
export const style = `
:root { color-scheme: light dark; --paper: #fcfcfa; --card: #ffffff; --ink: #1b2430; --soft: #55606e; --line: #d5dae0; --faint: #eef1f4;
  --good: #1a6b4a; --good-ground: #d8eee3; --bad: #a8261d; --bad-ground: #fbe0dc; --move: #7a5200; --move-ground: #fbe9c6; --accent: #1f4e79; }
@media (prefers-color-scheme: dark) { :root { --paper: #12171d; --card: #1a2129; --ink: #e8ecf1; --soft: #a5b0bd; --line: #39434f; --faint: #222a33;
  --good: #6fd3a5; --good-ground: #173a2c; --bad: #ff9d91; --bad-ground: #4d1f1a; --move: #f2c260; --move-ground: #44330f; --accent: #8dbdf0; } }
* { box-sizing: border-box; }
html { font-size: 100%; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.6; overflow-wrap: anywhere;
  font-family: system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Hiragino Kaku Gothic ProN", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, Roboto, sans-serif; }
:lang(ja) body, body:lang(ja) { line-height: 1.75; line-break: strict; }
main, header, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.75rem; }
.eyebrow { margin: 0; color: var(--soft); font-size: .875rem; }
h1 { margin: .35rem 0 .6rem; font-size: clamp(1.9rem, 1.1rem + 3.2vw, 3.1rem); line-height: 1.14; letter-spacing: -.018em; text-wrap: balance; font-weight: 700; }
:lang(ja) h1, h1:lang(ja) { letter-spacing: 0; line-height: 1.3; font-size: clamp(1.55rem, 1rem + 2.4vw, 2.5rem); word-break: auto-phrase; }
.lead { max-width: 46rem; margin: 0 0 .35rem; font-size: 1.0625rem; }
.lead.fine { color: var(--soft); font-size: .9375rem; }
h2 { margin: 3.25rem 0 .5rem; padding-top: 1rem; border-top: 2px solid var(--ink); font-size: 1.375rem; line-height: 1.3; }
h3 { margin: 1.9rem 0 .35rem; font-size: 1.0625rem; line-height: 1.4; }
p { margin: .5rem 0; max-width: 46rem; }
.note, figcaption, .when { color: var(--soft); font-size: .875rem; }
dl.facts { display: flex; flex-wrap: wrap; gap: .35rem 2rem; margin: 1.35rem 0 0; padding: .9rem 0; border-top: 1px solid var(--line); font-size: .875rem; }
dl.facts div { min-width: 0; } dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; font-variant-numeric: tabular-nums; }
ul.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; list-style: none; margin: .5rem 0 0; padding: 0; }
ul.tiles li { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .85rem 1rem; }
ul.tiles b { display: block; font-size: 1.6rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
ul.tiles span { display: block; color: var(--soft); font-size: .8125rem; line-height: 1.45; } ul.tiles span.of { color: var(--ink); font-weight: 600; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1.5rem; align-items: start; }
@media (min-width: 56rem) { .charts { display: grid; grid-template-columns: 1.7fr 1fr; gap: 2.25rem; align-items: start; } }
.charts figure { margin: .75rem 0 0; } .pair.close { gap: .5rem 1.5rem; } .pair.close h3 { margin-top: .9rem; } .pair.close .note { margin: 0; } figure { margin: 1rem 0; min-width: 0; } figure h3 { margin-top: 0; }
svg { display: block; width: 100%; height: auto; font-family: inherit; } svg.picture { max-width: 36rem; } svg.chart { max-width: 40rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font-size: .875rem; padding-bottom: .35rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .9rem .45rem 0; border-bottom: 1px solid var(--line); } thead th { color: var(--soft); font-weight: 600; font-size: .8125rem; border-bottom-color: var(--soft); }
td.n, th.n { text-align: right; white-space: nowrap; } td:last-child, th:last-child { padding-right: 0; } tbody th { font-weight: 600; } tfoot td, tfoot th { border-bottom: 0; font-weight: 700; }
details { margin: .6rem 0; } summary { cursor: pointer; color: var(--accent); font-size: .9rem; padding: .2rem 0; } summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .875em; background: var(--faint); padding: .08em .35em; border-radius: .25em; }
.state { white-space: nowrap; } .good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--move); }
ul.points, ul.claims { list-style: none; padding: 0; margin: .6rem 0; } ul.points li, ul.claims li { padding-left: 1.6rem; position: relative; margin: .3rem 0; max-width: 46rem; }
ul.points li::before, ul.claims li::before { position: absolute; left: 0; font-weight: 700; content: "!" / ""; color: var(--bad); } ul.claims li::before { content: "✓" / ""; color: var(--good); } ul.claims li.no::before { content: "✕" / ""; color: var(--bad); } ul.claims li.unseen::before { content: "?" / ""; color: var(--move); }
.claims .seen { color: var(--soft); font-size: .875rem; display: block; }
.drill { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: 1.1rem 1.25rem 1.25rem; margin: 1.25rem 0; } .drill h3 { margin-top: 0; font-size: 1.1875rem; } .drill .when { font-weight: 400; margin-left: .5rem; white-space: nowrap; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; padding: 0; margin: .35rem 0 0; font-size: .8125rem; color: var(--soft); } .legend svg { display: inline-block; width: 1.5rem; height: .8rem; vertical-align: -.05rem; margin-right: .35rem; }
dl.figures { display: flex; flex-wrap: wrap; gap: .35rem 1.75rem; margin: .6rem 0; } dl.figures dt { color: var(--soft); font-size: .8125rem; } dl.figures dd { margin: 0; font-weight: 600; }
.risks { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: .85rem; } .risk { border: 1px solid var(--line); border-left: .3rem solid var(--move); border-radius: .5rem; background: var(--card); padding: .8rem 1rem; } .risk.is-unseen { border-left-style: dashed; border-left-color: var(--soft); }
.risk h4 { margin: 0 0 .25rem; font-size: 1rem; line-height: 1.4; } .risk p { margin: .3rem 0; font-size: .9rem; } .risk .seen { color: var(--soft); font-size: .8125rem; }
.score { font-size: 1.125rem; } footer { margin-top: 3.5rem; padding-top: 1rem; padding-bottom: 3rem; color: var(--soft); font-size: .8125rem; }
svg text { fill: var(--ink); font-size: 13px; } svg .small { font-size: 12px; fill: var(--soft); } svg .name { font-weight: 600; } svg .mid { text-anchor: middle; } svg .end { text-anchor: end; } svg .warn { fill: var(--bad); font-weight: 600; }
svg .readers { fill: var(--faint); stroke: var(--soft); } svg .card { fill: var(--card); stroke: var(--soft); stroke-width: 1.2; } svg .zone { fill: none; stroke: var(--soft); stroke-dasharray: 5 4; }
svg .line { fill: none; stroke: var(--accent); stroke-width: 1.8; } svg .tip { fill: var(--accent); } svg .bus { stroke-width: 1.4; } svg .cut { stroke: var(--bad); stroke-dasharray: 2 4; } svg .copy { stroke-dasharray: 6 4; }
svg .badge { fill: var(--good-ground); stroke: var(--good); } svg .sign { font-size: 12px; font-weight: 700; fill: var(--good); } svg .is-single .badge, svg .is-down .badge { fill: var(--bad-ground); stroke: var(--bad); } svg .is-single .sign, svg .is-down .sign { fill: var(--bad); }
svg .is-single .card, svg .is-down .card { stroke: var(--bad); stroke-width: 2; } svg .is-down .card { stroke-dasharray: 3 3; } svg .is-standby .card { stroke-dasharray: 6 4; } svg .is-standby .badge { fill: var(--faint); stroke: var(--soft); } svg .is-standby .sign { fill: var(--ink); }
svg .axis { stroke: var(--soft); fill: none; } svg .tick { font-size: 11px; fill: var(--soft); } svg .label { font-size: 13px; font-weight: 600; } svg .said { font-size: 12px; } svg.chart .label, svg.chart .said, svg.chart .tick { paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; } svg .state { font-size: 11px; }
svg .span.good { fill: var(--good-ground); stroke: var(--good); } svg .span.move { stroke: var(--move); } svg .span.gone { stroke: var(--bad); } svg .span { stroke-width: 1; } svg .base-move { fill: var(--move-ground); } svg .base-gone { fill: var(--bad-ground); }
svg .hatch { stroke: var(--move); stroke-width: 1.6; } svg .dots { fill: var(--bad); } svg .ground { fill: var(--card); } svg .ground-lane { fill: var(--faint); }
svg .answers { stroke: var(--good); stroke-width: 2; fill: none; } svg .crosses { stroke: var(--bad); stroke-width: 2.2; fill: none; } svg .strike { stroke: var(--ink); stroke-dasharray: 3 3; fill: none; } svg .bracket { stroke: var(--ink); stroke-width: 1.5; fill: none; }
svg .bar.measured { fill: var(--accent); } svg .bar.guess { fill: var(--card); stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 4 3; } svg .bar.usual { fill: var(--line); }
@media (max-width: 40rem) { svg.lanes .label { font-size: 16px; } svg.lanes .tick, svg.lanes .said { font-size: 14px; } svg.lanes .state { font-size: 12px; } svg.picture .small { font-size: 13.5px; } svg.picture .name { font-size: 14.5px; } .drill .when { display: block; margin-left: 0; }
  header { padding-top: 1.75rem; } .drill { padding: .9rem .85rem; } th, td { padding-right: .6rem; } .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack td:empty { display: none; } .stack, .stack tbody, .stack tfoot, .stack tr, .stack td, .stack th { display: block; } .stack tr { border-bottom: 1px solid var(--line); padding: .5rem 0; } .stack td, .stack th { border: 0; padding: .05rem 0; text-align: left; } .stack td[data-of]::before { content: attr(data-of) ": "; color: var(--soft); } }
@page { margin: 14mm; }
@media print { .drill { break-inside: avoid; } :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --faint: #f1f1f1; --good: #14563b; --good-ground: #e2f2ea; --bad: #8f1d15; --bad-ground: #fbe6e3; --move: #664400; --move-ground: #faedd2; --accent: #1f4e79; }
  .charts { display: grid; grid-template-columns: 1.7fr 1fr; gap: 1.5rem; } body { font-size: 10pt; } main, header, footer { max-width: none; padding: 0; } header { padding-top: 0; } h1 { font-size: 24pt; } h2 { margin-top: 1.6rem; } h2, h3, h4 { break-after: avoid; } figure, .drill svg, .risk, tr, ul.tiles li { break-inside: avoid; } .pair { grid-template-columns: 1fr 1fr; } .risks { grid-template-columns: 1fr 1fr; }
  svg, svg * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } details:not([open]) > summary { display: none; } summary { list-style: none; color: var(--ink); } a { color: inherit; } }
`;
