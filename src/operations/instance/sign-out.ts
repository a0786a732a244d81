import { sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { endSessions, isOpen } from '../../akkoma/accounts/sessions.ts';
import { findLocalUser } from '../../akkoma/lookup/find-local-user.ts';
import { text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';

/** Ends every session of an account, in all apps (behaviour.md 5.3). It succeeds even where there are none. */
export const signOut = defineOperation({
  name: 'user.sign_out',
  tier: 'routine',
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
    const { rows } = await sql<{ open: number }>`
      select count(*)::integer as open from oauth_tokens t
      where user_id = ${uuidFromFlakeId(user.id)}::uuid and ${isOpen('t')}`.execute(em.getKysely());
    return {
      target: user.nickname ?? nickname,
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
