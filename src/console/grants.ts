import { parseArgs } from 'node:util';
import type { Grants } from '../database/rights/grants.ts';
import { grantsSql } from '../database/rights/grants-sql.ts';
import { WrongUsage } from './arguments.ts';

const usage = [
  'Usage: grants [ROLE]',
  '',
  'Prints SQL that grants a role the rights that Steward needs and revokes all others. The default role is "steward".',
  'Does not connect to a database. Run the SQL in the database as a superuser, after each migration.',
  '',
].join('\n');

/** The default role. */
const usualRole = 'steward';

/** The maximum length of a name in bytes. PostgreSQL truncates longer ones without an error. */
const maxBytes = 63;

/**
 * Returns what `grants [ROLE]` prints: the SQL that grants the role the rights that Steward needs, or the usage. It
 * needs neither a database nor an environment.
 *
 * @throws WrongUsage
 */
export function printGrants(grants: Grants, words: readonly string[]): string {
  const { help, names } = read(words);
  if (help) return usage;
  const [role = usualRole, ...more] = names;
  if (more.length > 0) throw new WrongUsage(`Name one role, not ${more.length + 1}.`);
  if (role === '' || Buffer.byteLength(role) > maxBytes || /\p{Cc}/u.test(role)) {
    throw new WrongUsage(`Invalid ROLE: must have 1 to ${maxBytes} bytes and no control characters.`);
  }
  return grantsSql(role, grants);
}

function read(words: readonly string[]): { readonly help: boolean; readonly names: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { role: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    return {
      help: values.help === true,
      names: [...positionals, ...(values.role === undefined ? [] : [values.role])],
    };
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
}
