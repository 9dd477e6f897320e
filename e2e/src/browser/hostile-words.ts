/** Set by whatever of these words would run. */
export const canary = 'atelierCanary';

const run = `globalThis.${canary}=1`;
const there = 'http://hostile.test';
const table = ['|'.repeat(41), `|${'-|'.repeat(40)}`]
  .concat(Array.from({ length: 40 }, () => `|${'wide|'.repeat(40)}`))
  .join('\n');

/** What a model may say that was taught to attack the page it is read on. */
export const hostileAnswer = [
  `<script>${run}</script>`,
  `<img src="${there}/pixel.png" onerror="${run}"><img src=x onerror="${run}">`,
  `<svg onload="${run}"><animate onbegin="${run}" attributeName=x dur=1s /></svg>`,
  `<iframe src="javascript:${run}" srcdoc="<script>parent.${canary}=1</script>"></iframe>`,
  `<object data="${there}/a"></object><embed src="${there}/b"><base href="${there}/">`,
  `<style>@import url(${there}/c.css); body { background: url(${there}/d.png) }</style>`,
  `<link rel=stylesheet href="${there}/e.css"><meta http-equiv=refresh content="0;url=${there}">`,
  `<details open ontoggle="${run}"><input autofocus onfocus="${run}"></details>`,
  `<form action="${there}"><button formaction="javascript:${run}">Send</button></form>`,
  `![remote](${there}/f.png) ![ref][pixel] ![svg](data:image/svg+xml,<svg/onload=${run}>)`,
  `[pixel]: ${there}/g.png`,
  `[script link](javascript:${run}) [hidden](java&#x0A;script:${run}) [data](data:text/html,${run})`,
  `[plain link](${there}/h "title' onmouseover='${run}") <javascript:${run}>`,
  `\`\`\`html\n<script>${run}</script>\n\`\`\``,
  `\`\`\`mermaid\ngraph TD; A-->B; click A "javascript:${run}"\n\`\`\``,
  `\`\`\`svg"onload="${run}\n<svg onload="${run}">\n\`\`\``,
  `${'> '.repeat(200)}deep`,
  `${'[x]('.repeat(200)} ${'*'.repeat(500)}`,
  `\u202Edrawkcab\u2066 and \u202Dforwards, never closed`,
  table,
  'The end.',
].join('\n\n');

/** What a picture, and a conversation, may be called. */
export const hostileNames = [
  `<img src=${there}/i.png onerror=${run}>`,
  `"><script>${run}</script>`,
  `'-${run}-' {{constructor.constructor('${run}')()}}`,
  `javascript:${run}`,
  `\u202Egnp.erutcip a\u202Eexe.\u2067`,
  'w'.repeat(300),
];
