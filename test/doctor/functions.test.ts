import { expect, test } from 'vitest';
import { ownDatabase } from '../support/database.ts';
import { consoleOn, findings } from './findings.ts';

test('functions and triggers as the migrations make them are in order', async () => {
  const { url } = await ownDatabase();

  expect((await findings(consoleOn(url))).Functions).toMatchObject({ status: 'ok' });
});

const flakeText = 'function steward.flake_text(uuid)';
const appendOnly = 'trigger append_only on steward.audit_log';

test.for([
  [
    `altered: ${flakeText}.`,
    `create or replace function steward.flake_text(id uuid) returns text language plpgsql immutable as $$ begin return '1'; end $$`,
  ],
  [`altered: ${flakeText}.`, 'alter function steward.flake_text(uuid) security definer'],
  [`altered: ${flakeText}.`, 'alter function steward.flake_text(uuid) set search_path = public'],
  [`altered: ${flakeText}.`, 'alter function steward.flake_text(uuid) owner to pg_monitor'],
  [
    'altered: function steward.refuse_audit_change().',
    'alter function steward.refuse_audit_change() reset search_path',
  ],
  [`missing: ${flakeText}.`, 'drop function steward.flake_text(uuid)'],
  [
    'made by no migration: function steward.flake_text(text).',
    'create function steward.flake_text(id text) returns text language sql as $$ select id $$',
  ],
  [
    'made by no migration: function steward.sum(integer).',
    'create aggregate steward.sum (integer) (sfunc = int4pl, stype = integer)',
  ],
  [`altered: ${appendOnly}.`, 'alter table steward.audit_log disable trigger append_only'],
  [
    `altered: ${appendOnly}; missing: ${flakeText}; made by no migration: trigger x on steward.actions.`,
    `drop function steward.flake_text(uuid);
     create or replace trigger append_only before update on steward.audit_log
       for each row execute function steward.refuse_audit_change();
     create trigger x before insert on steward.actions for each row execute function steward.refuse_audit_change()`,
  ],
] as const)('another function or trigger is a failure: %s', async ([said, alter]) => {
  const { url, client } = await ownDatabase();
  await client.query(alter);

  expect((await findings(consoleOn(url))).Functions).toMatchObject({
    status: 'failed',
    said: `Schema steward is not as the migrations make it; ${said}`,
    mend: expect.stringContaining('restore it from a backup'),
  });
});

test('functions are not compared before all migrations have been applied', async () => {
  const { url, client } = await ownDatabase();
  await client.query(`delete from steward.migrations where name like '%search-paths'`);

  const found = await findings(consoleOn(url));

  expect(found.Functions).toMatchObject({
    status: 'skipped',
    said: expect.stringContaining('"Migrations"'),
  });
});
