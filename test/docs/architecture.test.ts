import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parts } from '../../.dependency-cruiser.mjs';
import { readImports, withImports } from '../../docs/imports.ts';
import { actionStates } from '../../entities/steward/index.ts';
import { sources } from '../../src/actions/store/transitions.ts';
import { ownGrants } from '../../src/database/rights/grants.ts';
import { queueNames } from '../../src/jobs/index.ts';
import { blocksOf } from './blocks.ts';

const page = readFileSync('docs/architecture.md', 'utf8');

/** Returns the cells of each row of the table that has this heading. */
function rowsUnder(heading: string): string[][] {
  const [, table = ''] = page.split(`\n${heading}\n|`);
  const [, ...lines] = (table.split('\n\n')[0] ?? '').split('\n');
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Returns the names in a cell that are set as code. */
const namesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

describe('the imports', () => {
  test('are drawn as they are; "npm run docs" draws them again', async () => {
    expect(await withImports()).toBe(page);
  });

  test('are allowed only between parts where there are some', async () => {
    const { modules } = await readImports();
    const names = Object.keys(parts);
    const partOf = (file: string) => names.find((name) => file.startsWith(name));
    const used = new Set(
      modules.flatMap(({ source, dependencies }) =>
        dependencies.map(({ resolved }) => `${partOf(source)} imports ${partOf(resolved)}`),
      ),
    );
    const allowed = Object.entries(parts).flatMap(([name, others]) =>
      others.map((other) => `${name} imports ${other}`),
    );
    expect(allowed.filter((each) => !used.has(each))).toEqual([]);
  });
});

test('the diagram of an action’s life has every state and no other, and the table has every change of state', () => {
  const [diagram = ''] = blocksOf(page, 'mermaid').filter((block) => block.startsWith('stateDiagram'));
  const arrows = [...diagram.matchAll(/^ *(\S+) --> ([^\s:]+)/gm)].map(([, from = '', to = '']) => ({
    from,
    to,
  }));
  const states = new Set(arrows.flatMap(({ from, to }) => [from, to]).filter((name) => name !== '[*]'));
  expect([...states].toSorted()).toEqual([...actionStates].toSorted());
  const allowed = Object.entries(sources).flatMap(([to, from]) => from.map((each) => `${each} --> ${to}`));
  expect(arrows.map(({ from, to }) => `${from === '[*]' ? 'new' : from} --> ${to}`).toSorted()).toEqual(
    allowed.toSorted(),
  );

  const told = rowsUnder('| from | to | who or what causes it | code |').flatMap(([from = '', to = '']) =>
    from.split(', ').flatMap((one) => to.split(', ').map((other) => `${one} --> ${other}`)),
  );
  const drawn = arrows
    .filter(({ to }) => to !== '[*]')
    .map(({ from, to }) => `${from === '[*]' ? '–' : from} --> ${to}`);
  expect(drawn.toSorted()).toEqual([...new Set(told)].toSorted());
});

test('nothing but the store of actions writes their state and revision', () => {
  const writers = globSync('src/**/*.ts', { exclude: ['src/database/migrations/**'] }).filter((file) =>
    /update steward\.actions[^`]*\b(?:state|revision) = |\bnextRevision\b/.test(readFileSync(file, 'utf8')),
  );
  expect(writers.toSorted()).toEqual([
    'src/actions/lifecycle/superseded.ts',
    'src/actions/store/change-state.ts',
    'src/actions/store/other-actions.ts',
  ]);
});

test('every code name in the table of words is in the code', () => {
  const code = globSync(['src/**/*.ts', 'commands/**/*.ts', 'entities/**/*.ts'])
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const names = rowsUnder('| term | in the code | meaning |').flatMap(([, cell]) => namesIn(cell));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
});

test('the page names all tables and queues of Steward, and no others', () => {
  const tables = rowsUnder('| table | holds |').flatMap(([cell]) => namesIn(cell));
  const queues = rowsUnder('| queue | does |').flatMap(([cell]) => namesIn(cell));
  expect(tables.toSorted()).toEqual(
    Object.keys(ownGrants)
      .map((name) => `steward.${name}`)
      .toSorted(),
  );
  expect(queues.toSorted()).toEqual([...queueNames].toSorted());
});
