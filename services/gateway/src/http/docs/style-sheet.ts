/** The look of the gateway's own pages. A text, so that the compiled gateway needs no other file. */
export const styleSheet = `:root { color-scheme: light dark; --ink: #1c1d21; --soft: #5d626c; --line: #d9dce2; --paper: #fff; --card: #f6f7f9; --link: #2f55c8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7e8ec; --soft: #9aa1ad; --line: #343841; --paper: #16181c; --card: #1e2126; --link: #8fabff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 56rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.9rem; }
h1 small, td small { color: var(--soft); font-size: .75em; font-weight: 400; }
h2 { margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); text-transform: capitalize; }
h3 { margin: 0 0 .4rem; font-size: 1.05rem; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code { font: .92em ui-monospace, monospace; }
nav { display: flex; flex-wrap: wrap; gap: .9rem; text-transform: capitalize; }
article { margin: 0 0 1rem; padding: 1rem 1.1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; scroll-margin-top: 1rem; }
article:target { border-color: var(--link); }
article p { margin: 0 0 .6rem; }
.method { display: inline-block; min-width: 4.2rem; padding: .1rem .5rem; border-radius: 5px; background: #2f6f4f; color: #fff; font: 600 .8rem/1.5 ui-monospace, monospace; text-align: center; }
.method.post { background: #2f55c8; }
.method.delete { background: #a33a3a; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
th { color: var(--soft); font-weight: 500; text-align: left; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
tr:last-child td { border-bottom: 0; }
.links { padding: 0; list-style: none; }
.links span { color: var(--soft); }
`;
