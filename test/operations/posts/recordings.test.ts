import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ApiCall, type ApiPlay, replay } from '../../support/admin-api.ts';
import { databaseOf } from '../../support/database.ts';
import { recording } from '../../support/recording.ts';
import type { Typed } from '../../support/run-all.ts';
import type { Changes } from '../../support/snapshot.ts';
import { withJobsOf316 } from '../../support/with-jobs-of-316.ts';

const nothing = (): Changes => ({});

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

const plays: Readonly<Record<string, ApiPlay>> = {
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

/** The commands that do what a call of the Admin API does. */
function commandsOf({ api = '', body = {} }: ApiCall): Typed[] {
  const [method, path = ''] = api.split(' ');
  const post = path.split('/').at(-1) ?? '';
  if (method === 'DELETE') return [['post', 'delete', { post }]];
  return Object.entries(body).map(([key, value]) =>
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

    test.for(replayed)('%s', async (play) => {
      expect.hasAssertions();
      await replay(database, play, commandsOf, release === '3.16.0' ? withJobsOf316 : undefined);
    });
  },
);
