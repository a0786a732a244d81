import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Page, servePage } from '../../sandbox/page/index.ts';
import { createFakeSandbox } from './fake-sandbox.ts';

let page: Page;

beforeAll(async () => {
  page = await servePage(createFakeSandbox());
});

afterAll(() => page.close());

it('lets the browser fetch from this server only', async () => {
  const { headers } = await fetch(page.url);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("img-src 'self' data:");
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src|style-src 'unsafe-inline'/);
  expect(headers.get('x-frame-options')).toBe('DENY');
});

it.each(['/', '/page.css', '/page.js'])('serves %s without an address of another site', async (path) => {
  const response = await fetch(page.url + path);
  expect(response.status).toBe(200);
  const text = await response.text();
  const addresses = [...text.matchAll(/https?:\/\/[a-z0-9][\w.-]*/gi)].map(([address]) => address);
  // The browser never fetches SVG's namespace.
  expect(addresses.filter((address) => address !== 'http://www.w3.org')).toEqual([]);
  expect(text).not.toMatch(/@font-face|@import|url\(\s*['"]?\/\//);
});

it('answers an unknown address with an error in words', async () => {
  const response = await fetch(`${page.url}/nothing`);
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'Not found.' });
});
