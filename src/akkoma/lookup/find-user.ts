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
 * @throws NotFound if there is none; Conflict if the name is ambiguous.
 */
export async function findUser(em: Em, instance: Instance, nickname: string): Promise<User> {
  const found = await findUserIfThere(em, instance, nickname);
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
  (await load(em, named(instance, nickname))) ??
  (await findLocal(em, instance, localPart(nickname, instance.host)));

function localPart(nickname: string, host: string): string | undefined {
  const bare = nickname.replace(/^@+/, '');
  const at = bare.indexOf('@');
  return at > 0 && bare.slice(at + 1).toLowerCase() === host ? bare.slice(0, at) : undefined;
}

async function findLocal(em: Em, instance: Instance, nickname: string | undefined): Promise<User | null> {
  return nickname === undefined ? null : load(em, sql`${named(instance, nickname)} and local`);
}

const named = (instance: Instance, nickname: string): RawBuilder<unknown> =>
  sql`${nicknameOf(instance, 'users')} = ${asNickname(instance, nickname)}`;

/** Uses a statement with bound parameters, so that typed text never becomes part of the statement itself. */
async function load(em: Em, condition: RawBuilder<unknown>): Promise<User | null> {
  const { rows } = await sql<{ id: string }>`select id from users where ${condition}`.execute(em.getKysely());
  const [row] = rows;
  return row === undefined ? null : em.findOne(User, { id: flakeIdFromUuid(row.id) });
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
