import type { Grants } from '../database/rights/grants.ts';
import { grantsSql } from '../database/rights/grants-sql.ts';
import { hintOf } from './help.ts';
import { ownManuals } from './own-manuals.ts';
import { WrongUsage } from './read-flags.ts';

/** The default role. */
const usualRole = 'steward';

/** The maximum length of a name in bytes. PostgreSQL truncates longer ones without an error. */
const maxBytes = 63;

/**
 * Returns what `grants [ROLE]` prints: the SQL that grants the role the rights that Steward needs. It needs neither a
 * database nor an environment.
 *
 * @throws WrongUsage
 */
export function printGrants(grants: Grants, role = usualRole): string {
  if (role === '' || Buffer.byteLength(role) > maxBytes || /\p{Cc}/u.test(role)) {
    throw new WrongUsage(
      `Invalid ROLE: must have 1 to ${maxBytes} bytes and no control characters.`,
      hintOf(ownManuals.grants),
    );
  }
  return grantsSql(role, grants);
}
