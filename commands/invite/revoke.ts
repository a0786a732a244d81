import { z } from 'zod';
import { defineActionCommand } from '../../src/command/index.ts';
import { revokeInvite as operation } from '../../src/operations/instance/revoke-invite.ts';
import { text } from '../../src/text/text.ts';

/**
 * `/invite revoke`: revokes an invite, so that nobody can register with it any more (behaviour.md 4). The answer
 * is private, because with a public answer Discord shows everybody what the caller typed, such as the token.
 */
export const revoke = defineActionCommand({
  name: 'revoke',
  description: 'Revoke an invite',
  example: 'invite revoke #12',
  visibility: 'private',
  args: {
    token: z
      .string()
      .regex(/^[^\0\p{Cs}]*$/u, 'must not contain NUL or incomplete characters')
      .min(1, 'must not be empty')
      .max(1000, 'must have at most 1000 characters')
      .meta({ description: 'Its number, such as #12, its token or its whole link', suggest: 'invite' }),
  },
  operation,
  describe: ({ target }) => text`revoke ${target}`,
  reply: ({ id }) => ({ line: text`Revoked invite #${id}. Nobody can register with it any more.` }),
});
