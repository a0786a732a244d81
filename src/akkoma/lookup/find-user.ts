import { type RawBuilder, sql } from 'kysely';
import { User } from '../../../entities/akkoma/index.ts';
import { flakeIdFromUuid } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict, NotFound } from '../../text/errors.ts';
import { plural } from '../../text/plural.ts';
import { didYouMean } from '../../text/sentences.ts';
import { code, text } from '../../text/text.ts';
import type { Instance } from '../instance.ts';
import { nearestNicknames } from './nearest-nicknames.ts';
import { asNickname, nicknameOf } from './nickname-index.ts';

/**
 * Finds the account with a nickname, local or remote, in any state (behaviour.md 1.3). `lain`, `LAIN`,
 * `lain@this.host` and `@lain@this.host` are the same local account; `bob@remote.host` is the remote one, if known.
 *
 * Where Akkoma's command line would guess (it takes `lain@this.host.elsewhere` for the local `lain`), this function
 * refuses: acting on the wrong account is worse than asking again.
 *
 * @throws NotFound if there is none; Conflict if the name is ambiguous, or if several accounts have it, which Akkoma's
 * unique index prevents while it is intact.
 */
export async function findUser(em: Em, instance: Instance, nickname: string): Promise<User> {
  const matches = await matching(em, instance, nickname);
  if (matches.length > 1) {
    throw new Conflict(
      text`There are several accounts ${code(nickname)}: ${matches.map((match) => match.ap_id).join(' and ')}. Nothing was changed. Tell the administrator of Steward to run ${code('npm run console -- doctor')}.`,
    );
  }
  const found = await load(em, matches);
  if (found !== null) return found;

  if (!nickname.includes('@')) {
    const namesakes = await remoteNamesakes(em, instance, nickname);
    if (namesakes.length > 0) {
      throw new Conflict(
        text`No local account ${code(nickname)}, but there ${[plural(namesakes.length, 'is', 'are')]} ${namesakes.join(', ')}. Add the domain to the nickname.`,
      );
    }
  }
  const near = await nearestNicknames(em, instance, nickname);
  throw new NotFound(text`No account ${code(nickname)}. ${didYouMean(near)}`);
}

/** As `findUser`, but returns null if there is none, or the name is ambiguous. */
export const findUserIfThere = async (em: Em, instance: Instance, nickname: string): Promise<User | null> =>
  load(em, await matching(em, instance, nickname));

interface Match {
  readonly id: string;
  readonly ap_id: string;
}

/** The accounts with that nickname, or else the local ones that it is the handle of: one, unless the index is lost. */
async function matching(em: Em, instance: Instance, nickname: string): Promise<readonly Match[]> {
  const matches = await find(em, named(instance, nickname));
  const local = localPart(nickname, instance.host);
  return matches.length > 0 || local === undefined
    ? matches
    : find(em, sql`${named(instance, local)} and local`);
}

function localPart(nickname: string, host: string): string | undefined {
  const bare = nickname.replace(/^@+/, '');
  const at = bare.indexOf('@');
  return at > 0 && bare.slice(at + 1).toLowerCase() === host ? bare.slice(0, at) : undefined;
}

const named = (instance: Instance, nickname: string): RawBuilder<unknown> =>
  sql`${nicknameOf(instance, 'users')} = ${asNickname(instance, nickname)}`;

/** Uses a statement with bound parameters, so that typed text never becomes part of the statement itself. */
async function find(em: Em, condition: RawBuilder<unknown>): Promise<readonly Match[]> {
  const { rows } = await sql<Match>`
    select id, ap_id from users where ${condition} order by ap_id limit 2`.execute(em.getKysely());
  return rows;
}

/** The account, if it is the only one. */
async function load(em: Em, [match, ...others]: readonly Match[]): Promise<User | null> {
  return match === undefined || others.length > 0
    ? null
    : em.findOne(User, { id: flakeIdFromUuid(match.id) });
}

/** Returns a few remote accounts with that name. The range condition makes it a short walk along the nickname index. */
async function remoteNamesakes(em: Em, instance: Instance, nickname: string): Promise<string[]> {
  const key = nicknameOf(instance, 'users');
  const { rows } = await sql<{ nickname: string }>`
    select nickname from (
      select nickname::text from users where ${key} >= ${asNickname(instance, `${nickname}@`)} order by ${key} limit 100
    ) near
    where starts_with(lower(nickname), lower(${`${nickname}@`}))
    limit 5`.execute(em.getKysely());
  return rows.map((row) => row.nickname);
}
