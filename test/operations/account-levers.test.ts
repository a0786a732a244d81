import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Operation } from '../../src/operations/index.ts';
import { forcePasswordReset } from '../../src/operations/instance/force-password-reset.ts';
import { resendConfirmation } from '../../src/operations/instance/resend-confirmation.ts';
import { suggest, unsuggest } from '../../src/operations/instance/suggest.ts';
import type { Json } from '../../src/text/reply.ts';
import { pristineDatabase } from '../support/database.ts';
import { linkedTo, performOn } from '../support/perform.ts';
import { expectChanges, recording } from '../support/recording.ts';
import { type Changes, changesBetween, type Row, snapshot } from '../support/snapshot.ts';

/** How a recording of the Admin API is replayed: one operation for each account, some of which have nothing to do. */
interface Play {
  readonly operation: Operation<{ nickname: string }, Json>;
  readonly changed: readonly string[];
  readonly unchanged?: readonly string[];
  /** Adjusts the rows for a decision. */
  adjust?(recorded: Changes): Changes;
}

/** By decision the row changes at once, where Akkoma's server has a job do it. */
const atOnce =
  (...nicknames: readonly string[]) =>
  ({ moderation_log }: Changes): Changes => ({
    ...(moderation_log === undefined ? {} : { moderation_log }),
    users: {
      updated: nicknames.map((nickname) => ({
        key: { nickname },
        set: { updated_at: ['2026-10-24T02:47:09', '<now>'], password_reset_pending: [false, true] },
      })),
    },
  });

const plays: Readonly<Record<string, Play>> = {
  'force-password-reset': {
    operation: forcePasswordReset,
    changed: ['frank', 'bob'],
    adjust: atOnce('frank', 'bob'),
  },
  'force-password-reset-job': {
    operation: forcePasswordReset,
    changed: ['frank'],
    adjust: ({ oban_jobs: _, ...others }) => others,
  },
  'resend-confirmation-rory': { operation: resendConfirmation, changed: ['rory'] },
  suggest: { operation: suggest, changed: ['carol', 'friend1@friendly.example'] },
  unsuggest: { operation: unsuggest, changed: ['ninon'], unchanged: ['carol'] },
};

test('every recording about an account is replayed', () => {
  const names = readdirSync('test/fixtures/recordings-moderation').map((file) => file.replace('.json', ''));

  expect(Object.keys(plays).toSorted()).toEqual(
    names.filter((name) => !/^(status|report|approve|reject)-|-unapproved-/.test(name)).toSorted(),
  );
});

test.for(Object.entries(plays))(
  '%s: the rows are those of the Admin API, with an entry of the moderation log for each account',
  async ([id, { operation, changed, unchanged = [], adjust = (recorded: Changes) => recorded }]) => {
    const { url, client } = await pristineDatabase('3.13.2 moderation');
    const caller = await linkedTo(client, 'ada');
    const { perform } = performOn(url, { MODERATION_LOG: 'true' });
    const act = (nickname: string) =>
      perform({
        reason: null,
        caller,
        interactionId: null,
        secret: null,
        operation,
        args: { nickname },
      });
    const before = await snapshot(client);
    const startedAt = new Date();

    for (const nickname of changed) await act(nickname);
    for (const nickname of unchanged) await expect(act(nickname)).rejects.toThrow();

    const expected = adjust(eachOnItsOwn(recording(id).changes, changed));
    expectChanges(changesBetween(before, await snapshot(client)), expected, {
      startedAt,
      endedAt: new Date(),
    });
  },
);

/** The Admin API has one entry for all accounts of a call, also those that it did not change. */
function eachOnItsOwn({ moderation_log: log, ...others }: Changes, changed: readonly string[]): Changes {
  return {
    ...others,
    moderation_log: {
      inserted: (log?.inserted ?? []).flatMap((entry) => changed.map((nickname) => about(entry, nickname))),
    },
  };
}

function about(entry: Row, nickname: string): Row {
  const { message, subject, ...data } = Object(entry.data);
  return {
    ...entry,
    data: {
      ...data,
      message: String(message).replace(/: @.*$/, `: @${nickname}`),
      subject: subject.filter((each: { nickname: string }) => each.nickname === nickname),
    },
  };
}
