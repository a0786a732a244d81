import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { databaseOf } from '../../support/database.ts';
import { linkedTo, performOn } from '../../support/perform.ts';
import { expectChanges, type Recording, recording } from '../../support/recording.ts';
import { runAll, type Typed } from '../../support/run-all.ts';
import { type Changes, changesBetween, snapshot } from '../../support/snapshot.ts';
import { withJobsOf316 } from '../../support/with-jobs-of-316.ts';

/** How a recorded call of the Admin API is replayed where the command does not do the same. */
interface Play {
  /** What the answer says where the command refuses. */
  readonly refused?: RegExp;
  /** Set where newer releases write other rows, which other tests compare. */
  readonly isOf3132?: true;
  /** Adjusts the rows for a decision (docs/akkoma/README.md). */
  adjust?(recorded: Changes): Changes;
}

const nothing = (): Changes => ({});

const unchanged = (recorded: Changes): Changes => recorded;

/** Ours deletes a post in the name of its author, so that the servers of the author's followers learn of it. */
function byAuthor(recorded: Changes): Changes {
  const author = (recorded.activities?.deleted ?? []).find(({ data }) => typeOf(data) === 'Create')?.actor;
  const inserted = (recorded.activities?.inserted ?? []).map((row) => ({
    ...row,
    actor: author,
    data: { ...(row.data as object), actor: author },
  }));
  return { ...recorded, activities: { ...recorded.activities, inserted } };
}

const typeOf = (data: unknown): unknown => (data as { readonly type?: unknown }).type;

/** Ours has two commands for what the API changes in one call, and so two entries in the moderation log. */
function loggedOneByOne(recorded: Changes): Changes {
  const [entry = {}] = recorded.moderation_log?.inserted ?? [];
  const { message = '', ...data } = entry.data as Record<string, string>;
  const about = message.slice(0, message.indexOf(', set '));
  const entryOf = (changed: string) => ({
    ...entry,
    data: {
      ...data,
      ...{ sensitive: null, visibility: null, [changed]: data[changed] },
      message: `${about}, set ${changed}: '${data[changed]}'`,
    },
  });
  return { ...recorded, moderation_log: { inserted: ['sensitive', 'visibility'].map(entryOf) } };
}

const plays: Readonly<Record<string, Play>> = {
  'status-bad-visibility': { refused: /Invalid "?visibility/, adjust: nothing },
  'status-delete-cleanup-attachments': { adjust: byAuthor, isOf3132: true },
  'status-delete-deactivated-author': {},
  'status-delete-followed-hashtag': {
    adjust: () => withHashtagKept(recording('status-delete-thread-root').changes),
  },
  'status-delete-media-bob': { adjust: byAuthor },
  'status-delete-missing': { refused: /^No post/ },
  'status-delete-poll': { adjust: byAuthor },
  'status-delete-pruned-object': { adjust: byAuthor },
  'status-delete-remote': {},
  'status-delete-reply': { adjust: byAuthor },
  'status-delete-thread-root': { adjust: byAuthor },
  'status-delete-twice': { refused: /^No post/, adjust: byAuthor },
  'status-direct': { refused: /Invalid "?visibility/, adjust: nothing },
  'status-not-sensitive': {},
  'status-private': {},
  'status-private-mention': {},
  'status-public-again': { refused: /already public/, adjust: nothing },
  'status-remote-sensitive': {},
  'status-remote-unlisted': {},
  'status-sensitive': {},
  'status-sensitive-and-unlisted': { adjust: loggedOneByOne },
  'status-unlisted': {},
  'status-update-report-id': { refused: /^No post/ },
};

/** Ours keeps the hashtag that somebody follows. */
function withHashtagKept(recorded: Changes): Changes {
  const { hashtags: _, ...others } = byAuthor(recorded);
  return others;
}

/** The commands that do what a call of the Admin API does, each with its arguments. */
function commandsOf({ api = '', body }: Pick<Recording, 'api' | 'body'>): Typed[] {
  const [method, path = ''] = api.split(' ');
  const post = path.split('/').at(-1) ?? '';
  if (method === 'DELETE') return [['post', 'delete', { post }]];
  return Object.entries(body ?? {}).map(([key, value]) =>
    key === 'visibility'
      ? ['post', 'set_visibility', { post, visibility: String(value) }]
      : ['post', value === true ? 'mark_sensitive' : 'unmark_sensitive', { post }],
  );
}

test('every recording about a post is replayed', () => {
  const names = readdirSync('test/fixtures/recordings-moderation').map((file) => file.replace('.json', ''));
  expect(Object.keys(plays).toSorted()).toEqual(
    names.filter((name) => name.startsWith('status-')).toSorted(),
  );
});

describe.each(['3.13.2', '3.16.0'] as const)(
  'on %s, what the Admin API changed is changed exactly',
  (release) => {
    const database = databaseOf(`${release} moderation`);

    const replayed = Object.entries(plays).filter(
      ([, { isOf3132 }]) => isOf3132 !== true || release === '3.13.2',
    );

    test.for(replayed)('%s', async ([id, { refused, adjust = unchanged }]) => {
      const { url, client } = database;
      const recorded = recording(id);
      const calls = (recorded.steps as unknown as Recording[] | undefined) ?? [recorded];
      const environment = {
        MODERATION_LOG: 'true',
        AKKOMA_CLEANUP_ATTACHMENTS: String(JSON.stringify(recorded).includes('"cleanup_attachments":true')),
      };
      if (recorded.setup !== undefined) await client.query(recorded.setup);
      const caller = await linkedTo(client, calls[0]?.as ?? '');
      const before = await snapshot(client);
      const startedAt = new Date();

      const { perform } = performOn(url, environment);
      const { fault } = await runAll(perform, caller, calls.flatMap(commandsOf));

      expect(fault ?? 'done').toMatch(refused ?? /^done$/);
      const expected = adjust(recorded.changes);
      const changes = changesBetween(before, await snapshot(client));
      expectChanges(changes, release === '3.16.0' ? withJobsOf316(expected) : expected, {
        startedAt,
        endedAt: new Date(),
      });
    });
  },
);
