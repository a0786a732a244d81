import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue } from '../commands/index.ts';
import { withRightsTables } from '../docs/reference/rights-tables.ts';
import { entriesFor } from '../src/command/index.ts';
import { variables } from '../src/settings/config.ts';

const readme = readFileSync('README.md', 'utf8');

test('the README’s overview has every command, once, and no others', () => {
  const [, overview = ''] = /## Commands\n([\s\S]*?)\n\n\[/.exec(readme) ?? [];
  const named = [...overview.matchAll(/`\/([^`]+)`/g)].map(([, path]) => path);

  expect(named.toSorted()).toEqual(
    entriesFor(catalogue, () => true)
      .map(({ path }) => path)
      .toSorted(),
  );
});

test('the README gives a reason for every dependency', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const name of Object.keys(dependencies)) {
    expect(readme).toContain(
      name.startsWith('@mikro-orm/') ? name.slice('@mikro-orm/'.length) : `| ${name} |`,
    );
  }
});

test('.env.example names every variable that is read, and no others', () => {
  const named = [...readFileSync('.env.example', 'utf8').matchAll(/^#? ?([A-Z_]+)=/gm)].map(
    ([, name]) => name,
  );
  expect(named.toSorted()).toEqual([...variables].toSorted());
});

test('docs/rights.md lists the rights of Steward’s role on each table, and which of it is confidential; `npm run docs` writes it', () => {
  const rights = readFileSync('docs/rights.md', 'utf8');

  expect(rights).toBe(withRightsTables(rights, catalogue.grants));
});
