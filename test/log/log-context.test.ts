import { expect, test } from 'vitest';
import { pristineDatabase } from '../support/database.ts';
import { startSteward } from '../support/steward.ts';
import { startTeam } from '../support/team.ts';
import { someoneWaits } from '../support/waiting.ts';

interface Line {
  readonly msg: string;
  readonly level: number;
  readonly interactionId?: string;
  readonly actionId?: number;
  readonly command?: string;
  readonly job?: string;
  readonly sql?: string;
}

const linesOf = (logged: readonly string[]): Line[] => logged.map((line) => JSON.parse(line));

test('the log lines and audit entries of an interaction name it', async () => {
  const { url, client } = await pristineDatabase();
  const { discord, logged } = await startSteward(url, { environment: { SLOW_QUERY_MS: '100' } });
  const before = logged.length;
  discord.misbehave.fail(8, /\/callback$/);
  await client.query('begin');
  await client.query(`select from users where nickname = 'lain' for update`);

  const typed = await discord.as('mo').type('/user deactivate lain reason:"a secret reason"');
  await someoneWaits(client);
  await new Promise((resolve) => setTimeout(resolve, 150));
  await client.query('commit');
  await expect.poll(() => linesOf(logged).some(({ msg }) => msg === 'action done')).toBe(true);

  const lines = linesOf(logged.slice(before)).filter(({ job }) => job === undefined);
  expect(lines.map(({ msg }) => msg)).toEqual(
    expect.arrayContaining(['an answer could not be shown', 'a slow statement', 'action done']),
  );
  for (const line of lines) {
    expect(line).toMatchObject({ interactionId: typed.id, command: 'user.deactivate' });
  }
  expect(lines.find(({ msg }) => msg === 'action done')?.actionId).toBe(1);
  const { rows } = await client.query('select interaction_id, action_id::integer from steward.audit_log');
  expect(rows).toEqual([{ interaction_id: typed.id, action_id: 1 }]);
  expect(logged.join('')).not.toContain('a secret reason');
});

test('the log lines of a job name its action, and the interaction that it came from', async () => {
  const team = await startTeam();
  const card = await team.ask('ada', '/user rm lain reason:"asked for it"');
  await card.approve('ivan');
  await expect.poll(() => linesOf(team.logged).some(({ msg }) => msg === 'action run')).toBe(true);

  const { rows } = await team.client.query('select interaction_id as id from steward.actions');
  expect(linesOf(team.logged).find(({ msg }) => msg === 'action run')).toMatchObject({
    job: 'run',
    actionId: 1,
    interactionId: rows[0].id,
  });
});
