import type { Response } from 'express';

/** Address of the style sheet of the gateway's own pages. */
export const styleSheetPath = '/docs/style.css';

/** Text as it may stand between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Sends one of the gateway's own pages: no script, nothing from elsewhere. */
export function sendPage(response: Response, title: string, body: string): void {
  response.setHeader('Cache-Control', 'no-cache');
  response.type('html').send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${styleSheetPath}">
</head>
<body>
${body}
</body>
</html>
`);
}
