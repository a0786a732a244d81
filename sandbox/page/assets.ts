import { readFile } from 'node:fs/promises';
import { bundleBrowserPart } from './bundle.ts';

export interface Asset {
  readonly type: string;
  readonly text: string;
}

/** The style sheets. Later ones override earlier ones. */
const styles = [
  'colours',
  'page',
  'practice',
  'side',
  'channel',
  'tour',
  'messages',
  'components',
  'apps',
  'line',
  'form',
  'outside',
  'underneath',
  'underneath-content',
  'narrow',
  'short',
];

/** Loads everything that the browser fetches besides the API, by path. */
export async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const [document, script, ...sheets] = await Promise.all([
    read('page.html'),
    bundleBrowserPart(),
    ...styles.map((name) => read(`style/${name}.css`)),
  ]);
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', text: document }],
    ['/page.css', { type: 'text/css; charset=utf-8', text: sheets.join('\n') }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', text: script }],
  ]);
}

function read(path: string): Promise<string> {
  return readFile(new URL(`./browser/${path}`, import.meta.url), 'utf8');
}
