import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';
import { expectChanges, recording } from '../support/recording.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';
import { plays } from './plays.ts';

test('every recording is played', () => {
  const names = readdirSync('test/fixtures/recordings').map((file) => file.replace('.json', ''));
  // The server's own unfollow is no command: it is played as the operation that deactivation is built on.
  const commands = names.filter((name) => !name.startsWith('unfollow-'));

  expect(Object.keys(plays).toSorted()).toEqual(commands.toSorted());
});

describe('the console changes exactly what the real command line changed', () => {
  test.for(Object.entries(plays))('%s', async ([id, { commands, exit, adjust }]) => {
    const { url, client } = await pristineDatabase();
    const recorded = recording(id);
    if (recorded.setup !== undefined) await client.query(recorded.setup);
    const before = await snapshot(client);
    const startedAt = new Date();

    for (const words of commands) {
      const run = await runConsole(['user', ...words], {
        DATABASE_URL: url,
        INSTANCE_URL: 'https://social.test',
      });
      expect(run).toMatchObject({ exit });
    }

    const changes = changesBetween(before, await snapshot(client));
    const expected = adjust === undefined ? recorded.changes : adjust(recorded.changes);
    expectChanges(changes, expected, { startedAt, endedAt: new Date() });
  });
});
