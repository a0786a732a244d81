import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { catalogue } from '../../commands/index.ts';
import { grantsSql } from '../../src/database/rights/grants-sql.ts';

/** A role that may log in, and nothing else until it is granted something. Plain data, as a template is. */
export interface Role {
  readonly name: string;
  readonly password: string;
}

/**
 * Makes a role for Steward to work as. Roles belong to the whole server, so this one has a name that no other run has.
 *
 * @returns it, and how to drop it once no database grants it anything any more.
 */
export async function createRole(maintenanceUrl: string): Promise<Role & { drop(): Promise<void> }> {
  const name = `steward_role_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await run(
    maintenanceUrl,
    `create role ${escapeIdentifier(name)} login password ${escapeLiteral(password)}`,
  );
  return { name, password, drop: () => run(maintenanceUrl, `drop role ${escapeIdentifier(name)}`) };
}

/** Gives a role in a database what `npm run console -- grants` says, and nothing more. */
export const grantTo = ({ name }: Role, url: string): Promise<void> =>
  run(url, grantsSql(name, catalogue.grants));

/** The address of the same database for that role. */
export function addressFor({ name, password }: Role, url: string): string {
  return Object.assign(new URL(url), { username: name, password }).href;
}

async function run(url: string, statements: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}
