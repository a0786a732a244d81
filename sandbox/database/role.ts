import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { catalogue } from '../../commands/index.ts';
import { enqueuer } from '../../src/database/rights/enqueue-sql.ts';
import { grantsSql } from '../../src/database/rights/grants-sql.ts';

/**
 * A role that may log in and has no other rights until it is granted some. It is plain data and can be passed to
 * another process, as a template can.
 */
export interface Role {
  readonly name: string;
  readonly password: string;
}

/**
 * Creates a role for Steward. Roles belong to the whole server, so the role gets a random name that no other run uses.
 *
 * @returns the role, and a function that drops it. No database may grant the role anything any more by then. The role
 * that inserts jobs is dropped with it, unless another database has its function.
 */
export async function createRole(maintenanceUrl: string): Promise<Role & { drop(): Promise<void> }> {
  const name = `steward_role_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await run(
    maintenanceUrl,
    `create role ${escapeIdentifier(name)} login password ${escapeLiteral(password)}`,
  );
  const drop = async (): Promise<void> => {
    await run(maintenanceUrl, `drop role ${escapeIdentifier(name)}`);
    await run(
      maintenanceUrl,
      `do $$ begin drop role if exists ${enqueuer}; exception when dependent_objects_still_exist then null; end $$`,
    );
  };
  return { name, password, drop };
}

/** Grants a role the rights that `npm run console -- grants` prints, in one database, and nothing more. */
export const grantTo = ({ name }: Role, url: string): Promise<void> =>
  run(url, grantsSql(name, catalogue.grants));

/** Returns the connection URL of the same database for that role. */
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
