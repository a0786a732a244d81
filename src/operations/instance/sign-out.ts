import { sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { endSessions, isOpen } from '../../akkoma/accounts/sessions.ts';
import { findLocalUser } from '../../akkoma/lookup/find-local-user.ts';
import { NothingToDo } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';

/**
 * Ends every session of an account, in all apps (behaviour.md 5.3). Akkoma's command line succeeds even where there are
 * none; by decision there is then nothing to do.
 */
export const signOut = defineOperation({
  name: 'user.sign_out',
  tier: 'routine',
  raisedBy: ['staff'],
  writes: {
    mfa_tokens: { delete: true },
    oauth_authorizations: { delete: true },
    push_subscriptions: { delete: true },
    oauth_tokens: { delete: true },
  },
  undo: {
    impossible: text`Sessions cannot be restored. The owner signs in again.`,
  },

  async plan({ em, instance }, { nickname }: { nickname: string }) {
    const user = await findLocalUser(em, instance, nickname);
    const target = user.nickname ?? nickname;
    const id = sql`${uuidFromFlakeId(user.id)}::uuid`;
    const { rows } = await sql<{ open: number; isAny: boolean }>`
      select count(*) filter (where ${isOpen('t')})::integer as open,
        count(*) > 0 or exists (select from oauth_authorizations where user_id = ${id}) as "isAny"
      from oauth_tokens t where user_id = ${id}`.execute(em.getKysely());
    if (rows[0]?.isAny !== true) throw new NothingToDo(text`${target} has no sessions.`);
    return {
      target,
      counts: { sessions_ended: rows[0]?.open ?? 0 },
      samples: [],
      ...staffPrecaution(user),
      facts: { id: user.id },
    };
  },

  async apply({ em, journal }, _args, { target, facts }) {
    await endSessions(em, journal, sql`select ${uuidFromFlakeId(facts.id)}::uuid`);
    const { rows } = await sql<{ open: number }>`
      select count(*)::integer as open from ${journal.deleted('oauth_tokens')} t where ${isOpen('t')}
    `.execute(em.getKysely());
    return { nickname: target, sessions_ended: rows[0]?.open ?? 0 };
  },
});
