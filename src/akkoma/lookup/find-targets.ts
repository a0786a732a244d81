import { sql } from 'kysely';
import { User } from '../../../entities/akkoma/index.ts';
import { flakeIdFromUuid } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { NotFound } from '../../text/errors.ts';
import { joinTexts, type Text, text } from '../../text/text.ts';
import type { Instance } from '../instance.ts';
import { requireTarget } from './find-target.ts';
import { findUser } from './find-user.ts';
import { asNicknames, nicknameOf } from './nickname-index.ts';
import { handleIn, isWebAddress, withoutPrefix } from './typed-address.ts';

/** Of more names that do not exist, only the number is told: similar names are looked for one name at a time. */
const mostUnknown = 5;

/**
 * Finds the accounts that somebody names in a list, for an operation that changes them, in the order of the list. An
 * account that is named several times, in whatever form, is there once.
 *
 * Nicknames and handles are looked up together, by two statements for any number of them. What is not found so, such as
 * the address of a profile, is looked up on its own.
 *
 * @throws NotFound that says of every unknown name which one was probably meant; what `findTarget` throws.
 */
export async function findTargets(em: Em, instance: Instance, typed: readonly string[]): Promise<User[]> {
  const found = await byNickname(em, instance, typed);
  const users = await em.find(User, { id: { $in: [...new Set(found.values())] } });
  const byId = new Map(users.map((user) => [user.id, user]));
  const targets = new Map<string, User>();
  const unknown: Text[] = [];
  for (const name of new Set(typed)) {
    try {
      if (unknown.length === mostUnknown) break;
      const user = byId.get(found.get(name) ?? '') ?? (await findUser(em, instance, name));
      requireTarget(user);
      targets.set(user.id, user);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      unknown.push(error.sentence);
    }
  }
  if (unknown.length > 0) {
    const more = unknown.length === mostUnknown ? [text`There may be more.`] : [];
    throw new NotFound(joinTexts([...unknown, ...more], ' '));
  }
  return [...targets.values()];
}

/** The ids of the accounts that exactly one of these names means, by the name. */
async function byNickname(
  em: Em,
  instance: Instance,
  typed: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = typed
    .filter((each) => !isWebAddress(each))
    .map((each) => [each, formsOf(instance, each)] as const);
  const wanted = [...new Set(names.flatMap(([, { any, local }]) => [...any, ...local]))];
  const { rows } = await sql<{ id: string; nickname: string; local: boolean }>`
    select id, lower(nickname::text) as nickname, local from users
    where ${nicknameOf(instance, 'users')} = any(${asNicknames(instance, wanted)})`.execute(em.getKysely());
  return new Map(
    names.flatMap(([name, { any, local }]) => {
      const meant = rows.filter(
        (row) => any.includes(row.nickname) || (row.local && local.includes(row.nickname)),
      );
      const [only, ...others] = meant.map(({ id }) => flakeIdFromUuid(id));
      return only === undefined || others.length > 0 ? [] : [[name, only] as const];
    }),
  );
}

/** The nicknames that a name may stand for, in lower case: of any account, and of a local one. */
function formsOf({ host }: Instance, typed: string): { any: readonly string[]; local: readonly string[] } {
  const any = [...new Set([typed, withoutPrefix(typed), handleIn(typed)].map((each) => each.toLowerCase()))];
  const local = any.flatMap((each) => (each.endsWith(`@${host}`) ? [each.slice(0, -host.length - 1)] : []));
  return { any, local };
}
