import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { startTeam, whispered } from '../support/team.ts';

test.for(['Approve', 'Deny', 'Cancel request', 'Show details'])(
  'a card from before a backup was restored does nothing to the action that has its number now: %s',
  async (label) => {
    const { ask, client, discord, stateOf } = await startTeam();
    const old = await ask('ada', '/user rm lain reason:spam');
    const before = old.message();
    // The backup has no action yet.
    await client.query(`set session_replication_role = replica`);
    await client.query('truncate steward.actions restart identity cascade');
    await client.query(`set session_replication_role = default`);
    const now = await ask('ada', '/user rm bob reason:spam');
    expect(now.action).toBe(old.action);

    const who = label === 'Cancel request' ? 'ada' : 'ivan';
    const pressed = await discord.as(who).click(before, buttonOf(before, label));

    await expect
      .poll(() => whispered(pressed).filter((sentence) => sentence !== ''))
      .toEqual([
        expect.stringMatching(
          /^This card shows an action that no longer exists; number 1 is another one now/,
        ),
      ]);
    expect(await stateOf(1)).toBe('proposed');
  },
);
