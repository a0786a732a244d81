import { connect } from './connection/connection.ts';
import { requireSettings } from './connection/pooler.ts';

/**
 * Applies the pending migrations of schema `steward`. Schema `public` is Akkoma's and is not touched.
 *
 * @returns the names of the migrations that were applied.
 * @throws Unavailable behind a connection pooler that keeps the session settings from the database.
 */
export async function migrate(url: string): Promise<string[]> {
  const database = connect(url, 'steward-migrate');
  try {
    await requireSettings(database);
    const applied = await database.migrator.up();
    return applied.map(({ name }) => name);
  } finally {
    await database.close();
  }
}
