/** The style sheet of the report page; colours of the canvases are read from its custom properties. */
export const style: string = `
:root {
  color-scheme: light dark;
  --paper: #f5f6f8; --panel: #ffffff; --ink: #171b22; --muted: #5c6675; --rule: #dfe3e9; --grid: #eef0f3;
  --series: #2b5c8f; --expected: #e2a63b; --score: #71618f; --alarm: #c8321f; --label: #1b8a5a; --train: #2b5c8f12;
  --accent: #1d5fa8; --accent-soft: #1d5fa814; --shadow: 0 1px 2px #1720301a, 0 6px 24px #1720300d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12151a; --panel: #1a1e25; --ink: #e9ecf1; --muted: #9aa5b5; --rule: #2d343f; --grid: #262c35;
    --series: #7db3ea; --expected: #c98f2b; --score: #b3a2d6; --alarm: #ff6f59; --label: #46c08c; --train: #7db3ea14;
    --accent: #8bbcf0; --accent-soft: #8bbcf01c; --shadow: 0 1px 2px #0006;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.page { max-width: 1240px; margin: 0 auto; padding: 36px 24px 28px; }
header h1 { margin: 0; font-size: 27px; line-height: 1.2; letter-spacing: -0.015em; overflow-wrap: anywhere; }
header p { margin: 8px 0 0; color: var(--muted); max-width: 76ch; }
section, .card { background: var(--panel); border: 1px solid var(--rule); border-radius: 12px; box-shadow: var(--shadow); }
.table { margin-top: 18px; padding: 4px 8px 8px; overflow-x: auto; }
.card { margin-top: 18px; overflow: hidden; scroll-margin-top: 12px; }
.bar { display: flex; flex-wrap: wrap; gap: 10px 18px; align-items: center; padding: 13px 16px; }
.bar + .bar { border-top: 1px solid var(--rule); }
.bar .grow { flex: 1; }
label { color: var(--muted); display: inline-flex; gap: 8px; align-items: center; }
select, input[type="number"], button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--rule); border-radius: 7px; padding: 4px 9px; }
select { max-width: 44vw; color: var(--ink); }
input[type="number"] { width: 9.5em; font-variant-numeric: tabular-nums; }
button { cursor: pointer; }
button:hover, select:hover { border-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.buttons { display: inline-flex; }
.buttons button { border-radius: 0; margin-left: -1px; min-width: 36px; }
.buttons button:first-child { border-radius: 7px 0 0 7px; }
.buttons button:last-child { border-radius: 0 7px 7px 0; }
#description { margin: 0; color: var(--muted); padding: 0 16px 10px; }
#description:empty, #series-name:empty { display: none; }
.stage { position: relative; padding: 0 0 4px; border-top: 1px solid var(--rule); }
#chart { display: block; width: 100%; height: min(56vh, 460px); min-height: 320px; cursor: grab; touch-action: pan-y; }
#overview { display: block; width: 100%; height: 52px; cursor: crosshair; touch-action: none; }
#chart:focus-visible { outline-offset: -3px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 0; padding: 10px 16px 8px; font-size: 13px; color: var(--muted); }
.legend i { display: inline-block; width: 18px; height: 3px; border-radius: 2px; margin-right: 7px; vertical-align: middle; }
.key-series { background: var(--series); }
.key-expected { background: var(--expected); }
.key-score { background: var(--score); }
.key-alarm { background: var(--alarm); }
.key-label { background: var(--label); }
.key-train { background: var(--series); }
.legend .area { height: 11px; opacity: .22; }
#tooltip { position: absolute; pointer-events: none; min-width: 150px; padding: 8px 11px; background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; box-shadow: 0 4px 18px #0003; font-size: 13px; font-variant-numeric: tabular-nums; }
#tooltip div { display: flex; justify-content: space-between; gap: 16px; }
#tooltip div span:first-child { color: var(--muted); }
#threshold { flex: 1; min-width: 160px; accent-color: var(--alarm); }
output { font-variant-numeric: tabular-nums; }
#count { font-weight: 650; font-size: 17px; min-width: 5.6em; }
#share { color: var(--muted); font-size: 13px; }
.below { display: grid; grid-template-columns: minmax(0, 1.9fr) minmax(240px, 1fr); gap: 18px; margin-top: 18px; align-items: start; }
.below section { padding: 14px 16px; }
h2 { margin: 0; font-size: 16px; }
.head { display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: baseline; }
.head span { color: var(--muted); font-size: 13px; flex: 1; }
.scroll { max-height: 420px; overflow: auto; margin-top: 8px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.caption { position: sticky; left: 0; margin: 0; color: var(--muted); font-size: 13px; padding: 8px 8px 4px; }
.tools { display: flex; flex-wrap: wrap; gap: 6px 16px; align-items: center; padding: 8px 8px 0; }
.tools span { color: var(--muted); font-size: 13px; }
input[type="search"] { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--rule); border-radius: 7px; padding: 3px 9px; width: 18em; max-width: 60vw; }
.table th { cursor: pointer; user-select: none; }
.table th:hover { color: var(--ink); }
.table th[aria-sort]::after { content: " ↑"; }
.table th[aria-sort="descending"]::after { content: " ↓"; }
th { font-size: 12.5px; font-weight: 600; color: var(--muted); }
th, td { text-align: left; padding: 6px 8px; border-bottom: 1px solid var(--rule); white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
.scroll thead th { position: sticky; top: 0; background: var(--panel); }
.scroll th:not(:first-child), .scroll td:not(:first-child), .right { text-align: right; }
tbody tr:hover { background: var(--accent-soft); }
.table tr.on td { background: var(--accent-soft); }
.jump { border: 0; background: none; padding: 0; color: var(--accent); text-decoration: underline; text-decoration-color: transparent; text-underline-offset: 3px; }
.jump:hover { text-decoration-color: currentColor; }
.known { margin-left: 8px; padding: 0 7px; border-radius: 9px; font-size: 12px; color: var(--label); border: 1px solid var(--label); }
.scroll td.none { text-align: left; color: var(--muted); }
dl { display: grid; grid-template-columns: auto 1fr; gap: 5px 16px; margin: 10px 0 0; }
dt { color: var(--muted); }
dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
footer { margin-top: 22px; color: var(--muted); font-size: 13px; }
kbd { font: 12px ui-monospace, monospace; border: 1px solid var(--rule); border-bottom-width: 2px; border-radius: 4px; padding: 0 5px; background: var(--panel); }
@media (max-width: 820px) { .below { grid-template-columns: minmax(0, 1fr); } .page { padding: 22px 12px; } }
@media print { .bar, #overview, footer { display: none; } section, .card { box-shadow: none; } }
`;
