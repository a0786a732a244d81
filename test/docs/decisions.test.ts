import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const index = readFileSync('docs/decisions/README.md', 'utf8');
const pages = readdirSync('docs/decisions')
  .filter((name) => name !== 'README.md')
  .toSorted()
  .map((name) => ({ name, page: readFileSync(`docs/decisions/${name}`, 'utf8') }));

test('the index has every decision, in order, by its number and title', () => {
  const rows = pages.map(({ name, page }, place) => {
    const [, title = ''] = new RegExp(`^# ${place + 1}\\. (.+)`).exec(page) ?? [];
    return `| ${place + 1} | [${title}](${name}) |`;
  });
  const [, table = ''] = /\n\|---\|---\|\n([\s\S]*?)\n\n/.exec(index) ?? [];

  expect(table.split('\n')).toEqual(rows);
  expect(pages.map(({ name }) => Number.parseInt(name, 10))).toEqual(pages.map((_, place) => place + 1));
});

test.for(pages)('$name is short, and has its four parts', ({ page }) => {
  expect([...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
    'Context',
    'Decision',
    'Consequences',
    'When to reconsider',
  ]);
  expect(page.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
});

const reports = pages.find(({ name }) => name.includes('reports-of-other-tools'))?.page ?? '';
const named = [...reports.matchAll(/`([a-z-]+\/[a-z/-]+)`(?:: "([^"]+)")?/g)].map(
  ([, path = '', title = '']) => ({ path, title }),
);

test.for(named)('the test that the reports name is there: $path $title', ({ path, title }) => {
  const file = `test/${path}.test.ts`;
  expect(existsSync(existsSync(file) ? file : `test/${path}`)).toBe(true);
  expect(title === '' ? '' : readFileSync(file, 'utf8')).toContain(title);
});
