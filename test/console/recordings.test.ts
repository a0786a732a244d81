import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runConsole, runConsoleProcess } from '../support/console.ts';
import { databaseOf } from '../support/database.ts';
import { expectChanges, recording } from '../support/recording.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';
import { adjusted, plays } from './plays.ts';

const namesIn = (folder: string): string[] =>
  readdirSync(`test/fixtures/${folder}`).map((file) => file.replace('.json', ''));

test('every recording is replayed', () => {
  // The server's own unfollow is no command: it is replayed as the operation that deactivation is built on.
  const commands = namesIn('recordings').filter((name) => !name.startsWith('unfollow-'));

  expect(Object.keys(plays).toSorted()).toEqual(commands.toSorted());
  expect(Object.keys(plays)).toEqual(expect.arrayContaining(namesIn('recordings-3.16.0')));
});

/** The recordings of the first release that are replayed by a process, as staff would start it. */
const inItsOwnProcess = ['deactivate-lain', 'new-with-password', 'rm-missing'];

describe.each(['3.13.2', '3.16.0'] as const)(
  'the console changes exactly what the command line of %s changed',
  (release) => {
    const database = databaseOf(release);

    test.for(Object.entries(plays))('%s', async ([id, play]) => {
      const { url, client } = database;
      const recorded = recording(id, release);
      if (recorded.setup !== undefined) await client.query(recorded.setup);
      const before = await snapshot(client);
      const startedAt = new Date();
      const run = release === '3.13.2' && inItsOwnProcess.includes(id) ? runConsoleProcess : runConsole;

      for (const words of play.commands) {
        const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };
        expect(await run(['user', ...words], environment)).toMatchObject({ exit: play.exit });
      }

      const changes = changesBetween(before, await snapshot(client));
      expectChanges(changes, adjusted(recorded.changes, play, release), { startedAt, endedAt: new Date() });
    });
  },
);
