import { UserInviteToken } from '../../../entities/akkoma/index.ts';
import { randomToken } from '../../akkoma/ids/tokens.ts';
import { inviteType, registrationLink, today } from '../../akkoma/registration/invites.ts';
import { columns } from '../../database/rights/writes.ts';
import { invalid } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';

interface InviteArgs {
  /** The last day on which it can be used, in UTC: `2027-04-05`. */
  readonly expires_at?: string | undefined;
  /** How many people may register with it, at least 1. */
  readonly max_use?: number | undefined;
}

/**
 * Makes an invite and reveals its link to the caller alone (behaviour.md 4). Akkoma's command line accepts a day in the
 * past and a number below 1, with which nobody could use the invite; by decision Steward refuses these.
 */
export const invite = defineOperation({
  name: 'user.invite',
  reverse: 'user.revoke_invite',
  tier: 'routine',
  writes: {
    user_invite_tokens: { insert: columns('token inserted_at updated_at expires_at max_use invite_type') },
  },
  undo: 'recorded',
  reveals: true,

  async plan({ em }, { expires_at: expires, max_use: uses }: InviteArgs) {
    if (expires !== undefined && expires < (await today(em))) {
      throw invalid([{ option: 'expires_at', fault: text`must be today or later, in UTC` }]);
    }
    return {
      target: 'a new invite',
      counts: {},
      samples: [],
      warnings: [],
      facts: { expires: expires ?? null, uses: uses ?? null },
    };
  },

  async apply({ em, instance, flush, reveal }, { expires_at, max_use }) {
    const [expiresAt, maxUse] = [expires_at ?? null, max_use ?? null];
    const token = randomToken();
    const made = em.create(UserInviteToken, {
      token,
      inviteType: inviteType({ expires: expiresAt !== null, counts: maxUse !== null }),
      expiresAt,
      maxUse,
    });
    em.persist(made);
    await flush();
    reveal('link', registrationLink(instance, token));
    return { id: made.id, type: made.inviteType, expires_at: expiresAt, max_use: maxUse };
  },
});
