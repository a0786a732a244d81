import { globSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { actionStates } from '../../entities/steward/index.ts';
import { ownGrants } from '../../src/database/rights/grants.ts';
import { queueNames } from '../../src/jobs/index.ts';
import { blocksOf } from './blocks.ts';

const page = readFileSync('docs/architecture.md', 'utf8');

/** The cells of each row of the table that has this heading. */
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

/** The names in a cell that are set as code. */
const namesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

interface Part {
  readonly name: string;
  /** Files, and folders with a slash at the end. */
  readonly where: readonly string[];
  readonly mayImport: readonly string[];
}

describe('the table of imports', () => {
  const parts = rowsUnder('| part | where | may import |').map(
    ([name = '', where, mayImport = '']): Part => ({
      name,
      where: namesIn(where),
      mayImport: mayImport === 'nothing' ? [] : mayImport.split(', '),
    }),
  );
  const partsOf = (file: string): Part[] =>
    parts.filter(({ where }) =>
      where.some((place) => (place.endsWith('/') ? file.startsWith(place) : file === place)),
    );
  const files = globSync(['src/**/*.{js,ts}', 'commands/**/*.ts', 'entities/**/*.ts', 'sandbox/**/*.ts']).map(
    (file) => file.replaceAll(sep, '/'),
  );
  const imports = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\b(?:from|import)[ (]*'(\.{1,2}\/[^']+)'/g)].map(
      ([, specifier = '']) => ({ file, target: join(dirname(file), specifier).replaceAll(sep, '/') }),
    ),
  );

  test('has every file of the program in one part', () => {
    const placed = files.map((file) => ({ file, parts: partsOf(file).map(({ name }) => name) }));
    expect(placed.filter((each) => each.parts.length !== 1)).toEqual([]);
  });

  test('allows whatever is imported', () => {
    const wrong = imports.flatMap(({ file, target }) => {
      const [from] = partsOf(file);
      const [to] = partsOf(target);
      if (from === to || (to !== undefined && from?.mayImport.includes(to.name))) return [];
      return [`${file} imports ${target}: ${from?.name} may not import ${to?.name ?? 'what is in no part'}`];
    });
    expect(wrong).toEqual([]);
  });

  test('allows nothing that is imported nowhere', () => {
    const used = new Set(
      imports.map(({ file, target }) => `${partsOf(file)[0]?.name} imports ${partsOf(target)[0]?.name}`),
    );
    const unused = parts.flatMap(({ name, mayImport }) =>
      mayImport.map((other) => `${name} imports ${other}`).filter((each) => !used.has(each)),
    );
    expect(unused).toEqual([]);
  });

  test('has each part import those above it only', () => {
    const backwards = parts.flatMap(({ name, mayImport }, place) =>
      mayImport
        .filter((other) => !parts.slice(0, place).some((above) => above.name === other))
        .map((other) => `${name} imports ${other}`),
    );
    expect(backwards).toEqual([]);
  });
});

test('the diagram of an action’s life has every state and no other, and the table has every way', () => {
  const [diagram = ''] = blocksOf(page, 'mermaid').filter((block) => block.startsWith('stateDiagram'));
  const arrows = [...diagram.matchAll(/^ *(\S+) --> ([^\s:]+)/gm)].map(([, from = '', to = '']) => ({
    from,
    to,
  }));
  const states = new Set(arrows.flatMap(({ from, to }) => [from, to]).filter((name) => name !== '[*]'));
  expect([...states].toSorted()).toEqual([...actionStates].toSorted());

  const told = rowsUnder('| from | to | who or what causes it | code |').flatMap(([from = '', to = '']) =>
    from.split(', ').flatMap((one) => to.split(', ').map((other) => `${one} --> ${other}`)),
  );
  const drawn = arrows
    .filter(({ to }) => to !== '[*]')
    .map(({ from, to }) => `${from === '[*]' ? '–' : from} --> ${to}`);
  expect(drawn.toSorted()).toEqual([...new Set(told)].toSorted());
});

test('every name of the code among the words is in the code', () => {
  const code = globSync(['src/**/*.ts', 'commands/**/*.ts', 'entities/**/*.ts'])
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const names = rowsUnder('| term | in the code | meaning |').flatMap(([, cell]) => namesIn(cell));
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
});

test('the tables and queues of Steward are all named, and no others', () => {
  const tables = rowsUnder('| table | holds |').flatMap(([cell]) => namesIn(cell));
  const queues = rowsUnder('| queue | does |').flatMap(([cell]) => namesIn(cell));
  expect(tables.toSorted()).toEqual(
    Object.keys(ownGrants)
      .map((name) => `steward.${name}`)
      .toSorted(),
  );
  expect(queues.toSorted()).toEqual([...queueNames].toSorted());
});
