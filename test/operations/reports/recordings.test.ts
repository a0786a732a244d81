import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ApiCall, type ApiPlay, replay } from '../../support/admin-api.ts';
import { databaseOf } from '../../support/database.ts';
import { recording } from '../../support/recording.ts';
import type { Typed } from '../../support/run-all.ts';
import type { Changes } from '../../support/snapshot.ts';

const nothing = (): Changes => ({});

const plays: Readonly<Record<string, ApiPlay>> = {
  'report-bad-state': { refused: /^No command/ },
  'report-close': {},
  'report-note': {},
  'report-note-delete': {},
  'report-note-missing-report': { refused: /^No report/ },
  'report-open-again': { refused: /is already open/, adjust: nothing },
  'report-open-on-a-post': { refused: /^No report/, adjust: nothing },
  'report-reopen-resolved': {},
  'report-resolve': {},
  'report-resolve-and-reopen': {},
  // Ours resolves what the API lists and never finds.
  'report-resolve-deactivated-reporter': { adjust: () => recording('report-resolve').changes },
  'report-resolve-remote': {},
  'report-resolve-resolved': { refused: /is already resolved/, adjust: nothing },
  'report-update-missing': { refused: /^No report/ },
  'report-update-not-a-report': { refused: /^No report/ },
  // Ours changes all of them or none.
  'report-update-one-missing': { refused: /^No report/, adjust: nothing },
  'report-update-several': {},
};

const commandFor: Readonly<Record<string, string>> = {
  open: 'reopen',
  resolved: 'resolve',
  closed: 'dismiss',
};

interface Item {
  readonly id: string;
  readonly state: string;
}

/** The commands that do what a call of the Admin API does: one for each state that it sets. */
function commandsOf({ api = '', body = {} }: ApiCall): Typed[] {
  const [method, path = ''] = api.split(' ');
  const [, , report = '', , note] = path.split('/');
  if (method === 'DELETE') return [['report', 'delete_note', { note: Number(note) }]];
  if (method === 'POST') return [['report', 'note', { report, text: String(body.content) }]];
  const byState = Map.groupBy(body.reports as Item[], ({ state }) => state);
  return [...byState].map(([state, items]) => [
    'report',
    commandFor[state] ?? state,
    { report: items.map(({ id }) => id).join(', ') },
  ]);
}

test('every recording about a report is replayed', () => {
  const names = readdirSync('test/fixtures/recordings-moderation').map((file) => file.replace('.json', ''));

  expect(Object.keys(plays).toSorted()).toEqual(
    names.filter((name) => name.startsWith('report-')).toSorted(),
  );
});

describe.each(['3.13.2', '3.16.0', '3.21'] as const)(
  'on %s, what the Admin API changed is changed exactly',
  (release) => {
    const database = databaseOf(`${release} moderation`);

    test.for(Object.entries(plays))('%s', async (play) => {
      expect.hasAssertions();
      await replay(database, play, commandsOf);
    });
  },
);
