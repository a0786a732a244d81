import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { accountUrls } from '../accounts/account-urls.ts';
import type { Instance } from '../instance.ts';
import { asNickname, nicknameOf } from '../lookup/nickname-index.ts';

/** The maximum length of the columns that hold an account's addresses. */
const longestUrl = 255;

/**
 * Returns what is wrong with the nickname of a new local account, worded to follow "nickname:" (behaviour.md 2.1); null
 * if nothing is. `isNicknameTaken` checks whether the nickname is available.
 */
export function nicknameFault(nickname: string, { baseUrl, settings }: Instance): string | null {
  if (nickname.trim() === '') return 'must not be empty';
  if (settings.extendedNicknameFormat) {
    if (!/^[A-Za-z0-9_-]+$/.test(nickname)) return 'use only letters from A to Z, digits, _ and -';
  } else if (!/^[A-Za-z0-9]+$/.test(nickname)) {
    return 'use only letters from A to Z and digits';
  }
  if (settings.restrictedNicknames.includes(nickname))
    return 'use another one; this instance reserves this one';
  const maxUrlLength = Math.max(...Object.values(accountUrls(baseUrl, nickname)).map((url) => url.length));
  return maxUrlLength > longestUrl
    ? `must have at most ${longestUrl - maxUrlLength + nickname.length} characters`
    : null;
}

/**
 * Whether an account has the nickname, in any case; deactivated, removed and remote accounts count. Also whether an
 * account has the address of that nickname, as the row of a removed account may (behaviour.md 2.1).
 */
export async function isNicknameTaken(em: Em, instance: Instance, nickname: string): Promise<boolean> {
  const { apId } = accountUrls(instance.baseUrl, nickname);
  const { rows } = await sql`
    select 1 from users
    where ${nicknameOf(instance, 'users')} = ${asNickname(instance, nickname)} or ap_id = ${apId}`.execute(
    em.getKysely(),
  );
  return rows.length > 0;
}
