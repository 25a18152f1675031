/** What all pages share: escaping, and a content security policy that allows nothing but what stands in the page. */
import { createHash } from 'node:crypto';

/** Stands in the first lines of every page, so that a command recognises a report as its own. */
export const REPORT_MARK: string = '<meta name="generator" content="tsad">';

/** The text with every character that means something to HTML written out. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A source expression for a style or script of the page. */
export function sourceHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Everything before `<body>`: title, policy, icon, style. */
export function pageHead(title: string, style: string, script?: string): string {
  const scripts = script === undefined ? '' : ` script-src ${sourceHash(script)};`;
  const policy = `default-src 'none'; img-src data:;${scripts} style-src ${sourceHash(style)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${REPORT_MARK}
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M1 11h4l2-9 2 12 1-3h5' fill='none' stroke='%23c8321f' stroke-width='2'/%3E%3C/svg%3E">
<style>${style}</style>
</head>`;
}
