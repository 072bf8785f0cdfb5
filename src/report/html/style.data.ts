/** The page's style sheet. One accent a severity, one colour an origin; dark by preference; ink on white when printed. */
export const STYLE = `
:root { color-scheme: light dark;
  --ground: #f3f5f8; --card: #fff; --ink: #17212e; --soft: #526074; --line: #dde3eb; --code: #eef2f7; --link: #0a5fb4;
  --critical: #86198f; --high: #b42318; --medium: #a15c07; --low: #175cd3; --info: #475467;
  --critical-tint: #fbeafd; --high-tint: #fdecea; --medium-tint: #fdf3e0; --low-tint: #e9f1fe; --info-tint: #eef1f5;
  --fail: #b42318; --fail-tint: #fdf0ee; --pass: #0a6b3d; --pass-tint: #eaf7f0;
  --base: #7c93b2; --yours: #e08a1e; --unknown: #9aa5b1; --on-layer: #131b26; --hatch: #17212e;
  --shadow: 0 1px 2px rgb(16 24 40 / .06), 0 1px 3px rgb(16 24 40 / .08); }
@media (prefers-color-scheme: dark) { :root {
  --ground: #0d131b; --card: #151d28; --ink: #e6ebf2; --soft: #9aa9bd; --line: #283445; --code: #1d2836; --link: #78b5ff;
  --critical: #ee9cf7; --high: #ff9b90; --medium: #f7c063; --low: #93bfff; --info: #b3bfce;
  --critical-tint: #3a1840; --high-tint: #431d1a; --medium-tint: #3b2b0d; --low-tint: #172c4f; --info-tint: #243040;
  --fail: #ff9b90; --fail-tint: #2c1718; --pass: #6fdca4; --pass-tint: #10281d;
  --base: #6d86a8; --yours: #e0973a; --unknown: #7a8794; --on-layer: #0b1017; --hatch: #0b1017;
  --shadow: 0 0 0 1px #223042; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
code, pre, .mono { font-family: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .88em; overflow-wrap: anywhere; }
code { background: var(--code); border-radius: 5px; padding: .12em .38em; }
.page { max-width: 1080px; margin: 0 auto; padding: 28px 24px 56px; }
h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; }
h2 { font-size: 1.12rem; letter-spacing: -.005em; margin: 40px 0 14px; }
h2 small { color: var(--soft); font-weight: 400; font-size: .86rem; margin-left: .5em; }
.soft { color: var(--soft); }
.card { background: var(--card); border-radius: 12px; box-shadow: var(--shadow); }
.top { display: flex; align-items: center; gap: 10px; color: var(--soft); font-size: .88rem; margin-bottom: 18px; }
.top svg { width: 26px; height: 26px; flex: none; }
.top b { color: var(--ink); font-size: 1rem; letter-spacing: .01em; }
.top time { margin-left: auto; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 12px; top: 12px; background: var(--card); padding: 8px 12px; border-radius: 8px; }
.hero { overflow: hidden; }
.name { padding: 22px 24px 18px; }
h1.mono { font-size: clamp(1.1rem, 2.4vw, 1.45rem); line-height: 1.3; font-weight: 650; letter-spacing: -.02em; }
.name p { margin-top: 6px; color: var(--soft); font-size: .92rem; overflow-wrap: anywhere; }
.verdict { display: flex; gap: 8px 18px; align-items: center; flex-wrap: wrap; padding: 16px 24px; border-block: 1px solid var(--line); }
.verdict.fail { background: var(--fail-tint); } .verdict.pass { background: var(--pass-tint); }
.verdict b { font-size: 1.02rem; font-weight: 600; }
.verdict .word { font-size: .95rem; font-weight: 750; letter-spacing: .09em; padding: 4px 14px; border-radius: 999px; color: var(--card); }
.fail .word { background: var(--fail); } .pass .word { background: var(--pass); }
.verdict .soft { margin-left: auto; font-size: .88rem; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(164px, 1fr)); gap: 16px 24px; padding: 20px 24px 22px; }
dt { color: var(--soft); font-size: .78rem; margin-bottom: 1px; }
.facts dd { overflow-wrap: anywhere; }
.facts .wide { grid-column: 1 / -1; }
.tiles { display: flex; flex-wrap: wrap; gap: 10px; margin: 0 0 14px; padding: 0; border: 0; }
.tiles legend { padding: 0; margin-bottom: 8px; color: var(--soft); font-size: .86rem; }
.tile { display: inline-flex; align-items: center; gap: 8px; padding: 6px 14px 6px 10px; border-radius: 999px; cursor: pointer; font-size: .9rem; border: 1px solid transparent; user-select: none; }
.tile b { font-variant-numeric: tabular-nums; } .tile input { margin: 0; accent-color: var(--tone); }
.tile:focus-within { outline: 2px solid var(--link); outline-offset: 2px; }
.tile.none { cursor: default; color: var(--soft); background: transparent; border-color: var(--line); padding-left: 14px; }
.tile:has(input:not(:checked)) { background: transparent; border-color: var(--line); color: var(--soft); }
.critical { --tone: var(--critical); --tint: var(--critical-tint); } .high { --tone: var(--high); --tint: var(--high-tint); }
.medium { --tone: var(--medium); --tint: var(--medium-tint); } .low { --tone: var(--low); --tint: var(--low-tint); }
.info { --tone: var(--info); --tint: var(--info-tint); }
.tile.critical, .tile.high, .tile.medium, .tile.low, .tile.info { color: var(--tone); background: var(--tint); }
main:has(#show-critical:not(:checked)) .finding.critical, main:has(#show-high:not(:checked)) .finding.high,
main:has(#show-medium:not(:checked)) .finding.medium, main:has(#show-low:not(:checked)) .finding.low,
main:has(#show-info:not(:checked)) .finding.info { display: none; }
.finding { margin-bottom: 10px; }
summary { cursor: pointer; } summary:focus-visible { outline: 2px solid var(--link); outline-offset: -2px; border-radius: 8px; }
.finding summary { display: grid; grid-template-columns: 82px 1fr 20px; gap: 2px 12px; padding: 14px 18px; list-style: none; align-items: start; }
.finding summary::-webkit-details-marker { display: none; }
.finding summary::after { content: ""; width: 8px; height: 8px; margin-top: 6px; border: solid var(--soft); border-width: 0 2px 2px 0; transform: rotate(45deg); justify-self: center; transition: transform .12s; }
.finding[open] summary::after { transform: rotate(-135deg); margin-top: 10px; }
.chip { display: inline-block; width: max-content; font-size: .74rem; font-weight: 650; padding: 2px 10px; border-radius: 999px; color: var(--tone); background: var(--tint); margin-top: 1px; }
.finding h3 { font-size: 1rem; font-weight: 620; line-height: 1.45; } .finding h3 small { font-weight: 400; color: var(--soft); font-size: .84rem; margin-left: .4em; }
.finding summary p { color: var(--soft); font-size: .92rem; overflow-wrap: anywhere; }
.body { padding: 0 18px 18px 112px; display: grid; gap: 14px; }
.proof { display: grid; grid-template-columns: 76px minmax(0, 1fr); gap: 10px 12px; } .proof dt { padding-top: 3px; }
.fix { background: var(--code); border-radius: 8px; padding: 10px 14px; overflow-wrap: anywhere; }
.fix b { color: var(--pass); margin-right: .5em; }
.places { list-style: none; padding: 0; display: grid; gap: 5px; } .places li, .proof dd { overflow-wrap: anywhere; font-size: .92rem; }
.by { display: block; margin-top: 2px; color: var(--soft); font-size: .84rem; }
pre { margin: 0; padding: 10px 14px; background: var(--code); border-radius: 8px; white-space: pre-wrap; }
.proof pre { padding: 0; background: none; font-size: .84rem; line-height: 1.7; }
.quiet { padding: 18px 22px; }
.scroll { overflow-x: auto; }
.picture { padding: 20px 22px 6px; }
.layers { display: block; width: 100%; min-width: 620px; height: auto; }
.layers text { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: var(--ink); }
.layers .bar-name { font-weight: 600; } .layers .bar-figure { font-weight: 400; fill: var(--soft); }
.layers .number { font-size: 13px; font-weight: 600; fill: var(--on-layer); }
.layer.base { fill: var(--base); } .layer.yours { fill: var(--yours); } .layer.unknown { fill: var(--unknown); }
.layer.even > rect:first-of-type { opacity: .78; } .layer:hover > rect:first-of-type { opacity: .6; }
.hatch-ground { fill: transparent; } .hatch-line { fill: var(--hatch); opacity: .45; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 20px; padding: 12px 0 8px; color: var(--soft); font-size: .86rem; }
.legend i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 7px; vertical-align: -1px; }
i.base { background: var(--base); } i.yours { background: var(--yours); } i.unknown { background: var(--unknown); }
i.hatched { background: repeating-linear-gradient(45deg, var(--soft) 0 2px, transparent 2px 5px); border: 1px solid var(--soft); }
table { border-collapse: collapse; width: 100%; font-size: .91rem; }
caption { text-align: left; color: var(--soft); padding: 0 0 8px; }
th, td { text-align: left; padding: 9px 12px; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; font-size: .78rem; font-weight: 500; color: var(--soft); }
tbody th { font-weight: 600; } td.num, th.num { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td:first-child, th:first-child { padding-left: 22px; } td:last-child, th:last-child { padding-right: 22px; }
td.made { overflow-wrap: anywhere; min-width: 260px; } td.made code { background: none; padding: 0; }
.state { white-space: nowrap; } .state.clear { color: var(--pass); } .state.unseen { color: var(--medium); }
.state.failed { color: var(--high); } .state.passed { color: var(--pass); } .state.skipped { color: var(--soft); }
.fold > summary { padding: 14px 22px; font-weight: 560; }
.next { list-style: none; padding: 0; display: grid; gap: 8px; } .next code { display: block; padding: 10px 14px; background: var(--card); box-shadow: var(--shadow); border-radius: 8px; user-select: all; }
footer { margin-top: 40px; color: var(--soft); font-size: .84rem; overflow-wrap: anywhere; }
@media (max-width: 640px) { .page { padding: 16px 12px 40px; } .finding summary { grid-template-columns: 1fr 20px; } .finding summary .chip { grid-column: 1 / -1; } .body { padding-left: 18px; } .proof { grid-template-columns: 1fr; gap: 4px; } .verdict .soft { margin-left: 0; } }
@media print { :root { --ground: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #ccc; --code: #f4f4f4; --shadow: none;
    --critical: #86198f; --high: #b42318; --medium: #8a4f06; --low: #175cd3; --info: #475467;
    --critical-tint: #fff; --high-tint: #fff; --medium-tint: #fff; --low-tint: #fff; --info-tint: #fff;
    --fail: #b42318; --fail-tint: #fff; --pass: #0a6b3d; --pass-tint: #fff; --base: #7c93b2; --yours: #e08a1e; --on-layer: #000; --hatch: #000; }
  html { font-size: 11.5px; } body { font-size: 11px; } h2 { break-after: avoid; } .tiles legend { display: none; } .page { max-width: none; padding: 0; } .tile input, .finding summary::after, .skip { display: none; }
  .card { border: 1px solid var(--line); } .finding { break-inside: avoid; } tr { break-inside: avoid; }
  details::details-content { content-visibility: visible; display: block; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`;
