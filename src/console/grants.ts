import { parseArgs } from 'node:util';
import type { Grants } from '../database/rights/grants.ts';
import { grantsSql } from '../database/rights/grants-sql.ts';
import { WrongUsage } from './arguments.ts';

const usage = [
  'Usage: grants [ROLE]',
  '',
  'Prints the SQL that gives a role, "steward" if none is named, the rights that Steward needs, and takes from it what it had',
  'besides. It asks no database. What it prints is to be run in the database, by a superuser, after each migration.',
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
  if (more.length > 0) throw new WrongUsage(`One role can be named, and ${more.length + 1} were.`);
  if (role === '' || Buffer.byteLength(role) > maxBytes || /\p{Cc}/u.test(role)) {
    throw new WrongUsage(`A role's name has from 1 to ${maxBytes} bytes, and no control characters.`);
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
