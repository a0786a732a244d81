import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue } from '../commands/index.ts';
import { entriesFor } from '../src/command/index.ts';
import { grants } from '../src/database/rights/grants.ts';
import { variables } from '../src/settings/config.ts';

const readme = readFileSync('README.md', 'utf8');

test('the README’s overview has every command, once, and no other', () => {
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

test('.env.example names every variable that is read, and no other', () => {
  const named = [...readFileSync('.env.example', 'utf8').matchAll(/^#? ?([A-Z_]+)=/gm)].map(
    ([, name]) => name,
  );
  expect(named.toSorted()).toEqual([...variables].toSorted());
});

test('docs/rights.md lists what Steward’s role may do with which table, and what of it is confidential', () => {
  const rights = readFileSync('docs/rights.md', 'utf8');
  const ways = ['select', 'insert', 'update', 'delete'] as const;
  const tables = Object.entries(grants).map(
    ([table, grant]) => `| ${table} | ${ways.filter((way) => grant[way]).join(', ')} | ${grant.for} |`,
  );
  const exceptions = Object.entries(grants).flatMap(([table, { except = {} }]) =>
    Object.entries(except).map(([column, why]) => `| ${table}.${column} | ${why} |`),
  );

  expect(rights).toContain(['| table | may | needed by |', '|---|---|---|', ...tables].join('\n'));
  expect(rights).toContain(['| column | why |', '|---|---|', ...exceptions].join('\n'));
});
