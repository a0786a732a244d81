import { describe, expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';
import { expectChanges, recording } from '../support/recording.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

/** What the bot's decisions add to a command of the real one, so that its effect is the recorded one. */
const asRecorded = (words: readonly string[]): readonly string[] =>
  words[0] === 'deactivate' ? [...words, '--keep-followers'] : words;

const refusals = /^(activate-active|activate-missing|deactivate-inactive|deactivate-missing|tag-missing)$/;

describe('the console changes exactly what the real command line changed', () => {
  test.for([
    'list',
    'activate-active',
    'activate-erin',
    'activate-missing',
    'activate-remote',
    'activate-deactivate',
    'deactivate-inactive',
    'deactivate-lain',
    'deactivate-missing',
    'deactivate-remote-followed',
    'documented-deactivate-bob',
    'tag-missing',
    'tag-one',
    'tag-several',
    'untag-one',
  ])('%s', async (id) => {
    const { url, client } = await pristineDatabase();
    const recorded = recording(id);
    if (recorded.setup !== undefined) await client.query(recorded.setup);
    const before = await snapshot(client);
    const startedAt = new Date();

    const commands = recorded.run ?? (recorded.steps ?? [recorded.argv ?? []]).map(asRecorded);
    for (const words of commands) {
      const run = await runConsole(['user', ...words], {
        DATABASE_URL: url,
        INSTANCE_URL: 'https://social.test',
      });
      expect(run).toMatchObject({ exit: refusals.test(id) ? 1 : 0 });
    }

    const changes = changesBetween(before, await snapshot(client));
    expectChanges(changes, recorded.changes, { startedAt, endedAt: new Date() });
  });
});
