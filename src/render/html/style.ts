// The page's style sheet. Everything that a colour indicates is also stated in words.

/** Source of the style element; its hash is in the page's content security policy. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --raised: #f5f6f8; --line: #d8dce2; --text: #1c2128; --quiet: #57606c; --focus: #1f5fd0; --chosen: #e4edfd;
  --blocked: #7a3fc8; --delete: #c21f33; --unsubscribe: #b34700; --subscribe: #b01e7a; --remove: #8a6100; --create: #1b7a3d; --update: #1f5fd0;
  --field: #6b7685;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171c; --raised: #1c2027; --line: #363c46; --text: #e4e7ec; --quiet: #9aa3b0; --focus: #7fb0ff;
    --chosen: #22314d; --blocked: #c39bff; --delete: #ff7f8a; --unsubscribe: #ffa362; --subscribe: #ff8ad0; --remove: #e3b74f;
    --create: #62cc86; --update: #7fb0ff; --field: #8a94a3;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
main, header { max-width: 82rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.25rem; }
h1 { font-size: 1.25rem; line-height: 1.35; margin: 0 0 .35rem; }
h2 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
code, .mono { font: 13px/1.45 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); margin: .2rem 0; font-size: .875rem; }
.alarm { border-left: 4px solid var(--delete); background: var(--raised); padding: .5rem .75rem; margin: .75rem 0; overflow-wrap: anywhere; }
.alarm p { margin: .15rem 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 1rem; margin: 1rem 0; }
figure { margin: 0; padding: .75rem 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; }
figcaption { font-weight: 600; margin-bottom: .4rem; }
.bars { width: 100%; border-collapse: collapse; font-size: .875rem; }
.bars th { text-align: left; font-weight: 400; width: 36%; max-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; padding: .15rem .6rem .15rem 0; }
.bars td:last-child { text-align: right; width: 4rem; font-variant-numeric: tabular-nums; padding-left: .6rem; }
.bars svg { display: block; width: 100%; height: 12px; border-radius: 3px; overflow: hidden; }
.legend { display: flex; flex-wrap: wrap; gap: .15rem 1rem; list-style: none; margin: .6rem 0 0; padding: 0; font-size: .8125rem; color: var(--quiet); }
.legend li::before { content: ''; display: inline-block; width: .7em; height: .7em; border-radius: 2px; margin-right: .4em; background: var(--tone); }
rect { fill: var(--tone); }
.blocked { --tone: var(--blocked); } .delete { --tone: var(--delete); } .unsubscribe { --tone: var(--unsubscribe); }
.subscribe { --tone: var(--subscribe); }
.remove { --tone: var(--remove); } .create, .add { --tone: var(--create); } .update, .change { --tone: var(--update); } .field { --tone: var(--field); }
details.notes { margin: .5rem 0; }
details.notes ul { margin: .3rem 0; padding-left: 1.3rem; overflow-wrap: anywhere; }
summary { cursor: pointer; }
.filters { display: grid; grid-template-columns: minmax(12rem, 2fr) repeat(3, minmax(8rem, 1fr)); gap: .5rem; margin: 1rem 0 .4rem; }
.filters label { font-size: .8125rem; color: var(--quiet); }
.filters input, .filters select { display: block; width: 100%; min-height: 2.4rem; padding: .35rem .5rem; margin-top: .15rem; font: inherit; color: var(--text); background: var(--page); border: 1px solid var(--line); border-radius: 6px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
.status { display: flex; flex-wrap: wrap; gap: .3rem 1rem; justify-content: space-between; align-items: baseline; }
kbd { font: 12px ui-monospace, monospace; border: 1px solid var(--line); border-radius: 4px; padding: 0 .3em; }
.panes { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1rem; margin-bottom: 2rem; }
#list { height: min(70vh, 56rem); min-height: 18rem; overflow-y: auto; border: 1px solid var(--line); border-radius: 8px; position: relative; }
#space { position: relative; }
.row { position: absolute; left: 0; right: 0; height: 52px; padding: .35rem .75rem; border-bottom: 1px solid var(--line); cursor: pointer; overflow: hidden; }
.row:hover { background: var(--raised); }
.row[aria-selected=true] { background: var(--chosen); box-shadow: inset 4px 0 var(--focus); }
.row div { display: flex; gap: .6rem; align-items: baseline; white-space: nowrap; }
.row b, .row .preview { overflow: hidden; text-overflow: ellipsis; }
.row b { font-weight: 600; }
.row .preview { color: var(--quiet); font-size: .875rem; }
.tag { flex: none; color: var(--tone); font-size: .75rem; font-weight: 600; border: 1px solid currentColor; border-radius: 10px; padding: 0 .55em; }
#detail { border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem; background: var(--raised); height: min(70vh, 56rem); min-height: 18rem; overflow: auto; }
#detail table { width: 100%; border-collapse: collapse; margin: .75rem 0; font-size: .875rem; }
#detail th { text-align: left; font-weight: 600; font-size: .8125rem; color: var(--quiet); }
#detail td, #detail th { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
#detail td:first-child { color: var(--tone); white-space: nowrap; }
#detail pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0 .8rem; padding: .5rem; background: var(--page); border: 1px solid var(--line); border-radius: 6px; }
#close { display: none; }
@media (max-width: 46rem) {
  .filters { grid-template-columns: 1fr 1fr; } .filters label:first-child { grid-column: 1 / -1; }
  .panes { grid-template-columns: minmax(0, 1fr); } .keys { display: none; } .filters label:last-child { grid-column: 1 / -1; }
  #detail { position: fixed; inset: auto 0 0; height: auto; min-height: 0; max-height: 62vh; border-radius: 12px 12px 0 0; box-shadow: 0 -6px 24px #0006; }
  #detail.empty { display: none; }
  /* A row stands in lines of its own, so that no column is narrower than its words. */
  #detail thead { position: absolute; clip-path: inset(50%); }
  #detail tr { display: block; padding: .35rem 0; border-bottom: 1px solid var(--line); }
  #detail td { display: block; padding: 0; border: 0; } #detail td:nth-child(-n+2) { display: inline; }
  #detail td:first-child { padding-right: .5rem; }
  #detail td:nth-child(3):not(:empty)::before { content: 'old '; color: var(--quiet); }
  #detail td:nth-child(4):not(:empty)::before { content: 'new '; color: var(--quiet); }
  #close { display: block; float: right; min-width: 2.6rem; min-height: 2.6rem; font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 6px; }
}
`;
