import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type AkkomaSchema, akkomaSchema, type Column } from '../../sandbox/database/schema.ts';
import { tables as grants } from '../../src/database/rights/grants.ts';
import laterSchema from '../fixtures/schema-3.16.0.json' with { type: 'json' };

const tables = { ...(laterSchema as AkkomaSchema).tables, ...akkomaSchema.tables };

const page = readFileSync('docs/akkoma/tables.md', 'utf8');

/** The sections of the page that list columns, each with its text: a sentence or a list. */
const sections = page.split(/^## /m).flatMap((section) => {
  const [, name = '', sentence, list = ''] =
    /^(\w+)\n\nColumns:(?: ([\s\S]*?)\.\n\n|\n\n([\s\S]*?)\n\n)/.exec(section) ?? [];
  return name === '' ? [] : [{ name, columns: sentence ?? list }];
});

test.for(sections)('docs/akkoma/tables.md has the columns of $name', ({ name, columns }) => {
  const there = (tables[name]?.columns ?? []).map(
    (column) => `${column.name} ${typeOf(column)}${defaultOf(column.default ?? '')}`,
  );
  expect(columnsIn(columns).toSorted()).toEqual(there.toSorted());
});

test('docs/akkoma/tables.md has a section for every table that Steward may read', () => {
  expect(page.match(/(?<=^## )\w+/gm)).toEqual(expect.arrayContaining(Object.keys(grants)));
  expect(sections.length).toBeGreaterThan(20);
});

/** Parses "`id`; `used` boolean = `false`; `a`, `b` text?; times.", or a list of such items. */
function columnsIn(text: string): string[] {
  return text
    .replaceAll(/\s+/g, ' ')
    .split(/; |(?:^| )- /)
    .flatMap((group) => {
      if (group.trim() === 'times') return ['inserted_at timestamp(0)', 'updated_at timestamp(0)'];
      if (group === '`id`') return ['id bigint = sequence'];
      const [, names = '', type = ''] = /^((?:`\w+`(?:, | ))+)(.*)$/.exec(group) ?? [];
      return [...names.matchAll(/\w+/g)].map(([column]) => `${column} ${type.replaceAll('`', '')}`);
    });
}

function typeOf({ type, notNull }: Column): string {
  const short = type
    .replace('character varying', 'varchar')
    .replace('timestamp without time zone', 'timestamp(6)')
    .replace(' without time zone', '');
  return notNull ? short : `${short}?`;
}

function defaultOf(expression: string): string {
  if (expression === '') return '';
  if (expression.startsWith('nextval')) return ' = sequence';
  const plain = expression
    .replaceAll(/::(?:character varying|text|jsonb|oban_job_state)(?:\(\d+\))?(?:\[\])?/g, '')
    .replace('ARRAY[]', '[]');
  return ` = ${plain.replaceAll(/^'|'$/g, '')}`;
}
