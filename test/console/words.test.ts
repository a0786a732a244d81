import { expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { ownDatabase, pristineDatabase } from '../support/database.ts';

test.for([
  ['user deactivate nobody', 'No account nobody. Check the spelling.'],
  [
    'invite revoke no-such-token',
    'No invite has this token. Look for it with "steward invite list", or paste the whole link.',
  ],
  ['invite revoke #99', 'No invite #99. Look for it with "steward invite list".'],
  ['action undo_all nobody 2026-01-01', 'No actions by nobody. Check the spelling.'],
  ['action undo_all 1091882674160291871 2026-01-01', 'No actions by 1091882674160291871.'],
  ['staff show ada', 'No member ada is known here. Check the spelling, or use the Discord id.'],
] as const)('what a person in a terminal is told to do can be done there: %s', async ([line, said]) => {
  const { url } = await pristineDatabase();

  const { err } = await runConsole(line.split(' '), {
    DATABASE_URL: url,
    INSTANCE_URL: 'https://social.test',
  });

  expect(err).toBe(`${said}\n`);
});

test('help names no mentions, and a failed statement sends nobody to somebody else', async () => {
  const { url, client } = await ownDatabase();

  const help = await runConsole(['help', 'action', 'undo_all'], {});
  expect(help.out).toMatch(/BY +Member whose actions to undo: a name or an id$/m);

  await client.query('alter table users rename to people');
  const { err } = await runConsole(['user', 'list'], {
    DATABASE_URL: url,
    INSTANCE_URL: 'https://social.test',
  });
  expect(err).toContain('if it fails again, run "steward doctor".');
});
