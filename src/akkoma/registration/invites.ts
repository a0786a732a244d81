import { type RawBuilder, sql } from 'kysely';
import { UserInviteToken } from '../../../entities/akkoma/index.ts';
import type { InviteType } from '../../../entities/akkoma/user-invite-token.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict, NotFound } from '../../text/errors.ts';
import { bySurface, command, text } from '../../text/text.ts';
import { tokenInUrl } from '../ids/tokens.ts';
import type { Instance } from '../instance.ts';

/** Returns the kind of an invite, which follows from its limits (behaviour.md 4). */
export function inviteType(limits: { expires: boolean; counts: boolean }): InviteType {
  if (limits.counts) return limits.expires ? 'reusable_date_limited' : 'reusable';
  return limits.expires ? 'date_limited' : 'one_time';
}

const typesInWords: ReadonlyMap<string, string> = new Map([
  ['one_time', 'for one person'],
  ['reusable', 'for several people'],
  ['date_limited', 'for anyone, until a date'],
  ['reusable_date_limited', 'for several people, until a date'],
]);

/** Returns the kind of an invite as people read it, such as `for one person`. */
export const inviteTypeInWords = (type: string): string =>
  typesInWords.get(type) ?? type.replaceAll('_', ' ');

/** Returns the URL where an invited person registers (behaviour.md 4). */
export const registrationLink = ({ baseUrl }: Instance, token: string): string =>
  `${baseUrl}/registration/${tokenInUrl(token)}`;

/** Returns a part of a token that is enough to distinguish it from others, and too little to use it. */
export const shortenToken = (token: string): string => `${token.slice(0, 6)}…`;

/** Returns today's date by which invites expire: in UTC, by the database's clock, such as `2027-04-05`. */
export async function today(em: Em): Promise<string> {
  const { rows } = await sql<{ today: string }>`select ${utcToday}::text as today`.execute(em.getKysely());
  return rows[0]?.today ?? '';
}

const utcToday = sql`timezone('UTC', now())::date`;

/** Whether an invite can still be used to register (behaviour.md 4). */
export const isValid = (alias: string): RawBuilder<boolean> => {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`(
    not ${column('used')}
    and (${column('max_use')} is null or ${column('uses')} < ${column('max_use')})
    and (${column('expires_at')} is null or ${column('expires_at')} >= ${utcToday}))`;
};

const lookItUp = bySurface({
  inDiscord: ['Choose a suggestion'],
  inTerminal: text`Look for it with ${command('invite list')}`,
});

/**
 * Finds an invite by its number (`#12`, or `12` where no token is so), its token, or its link, percent-encoded or not.
 *
 * @throws NotFound if there is none; Conflict if several have the same token, which no constraint prevents.
 */
export async function findInvite(em: Em, named: string): Promise<UserInviteToken> {
  const typed = named.trim();
  const [, hash, number] = /^(#?)(\d{1,18})$/.exec(typed) ?? [];
  const byToken = hash === '#' ? [] : await idsWhere(em, sql`token = any(${readings(typed)})`);
  const rows =
    number === undefined || byToken.length > 0 ? byToken : await idsWhere(em, sql`id = ${number}::bigint`);
  const [first, ...others] = rows;
  if (first === undefined) {
    throw new NotFound(
      number === undefined
        ? text`No invite has this token. ${lookItUp}, or paste the whole link.`
        : text`No invite #${[number]}. ${lookItUp}.`,
    );
  }
  if (others.length > 0) {
    const numbers = rows.map(({ id }) => `#${id}`).join(', ');
    throw new Conflict(text`Several invites have this token: ${[numbers]}. Use the number of one of them.`);
  }
  return em.findOneOrFail(UserInviteToken, { id: Number(first.id) });
}

/** The ids of the invites that match a condition; at most ten. */
async function idsWhere(em: Em, condition: RawBuilder<unknown>): Promise<{ id: string }[]> {
  const { rows } = await sql<{ id: string }>`
    select id from user_invite_tokens where ${condition} order by id limit 10`.execute(em.getKysely());
  return rows;
}

/** Returns the tokens that a text may mean: itself, or the end of a link, each also percent-decoded. */
function readings(typed: string): string[] {
  const end = /\/registration\/([^/?#]+)/.exec(typed)?.[1] ?? typed;
  return [...new Set([typed, end, decoded(end)])];
}

/** Percent-decodes a text. PostgreSQL accepts no NUL character, so a text that would decode to one is left as it is. */
function decoded(text: string): string {
  try {
    const plain = decodeURIComponent(text);
    return plain.includes('\0') ? text : plain;
  } catch {
    return text;
  }
}
