import { connect } from './connection/connection.ts';

/**
 * Applies the pending migrations of schema `steward`. Schema `public` is Akkoma's and is not touched.
 *
 * @returns the names of the migrations that were applied.
 */
export async function migrate(url: string): Promise<string[]> {
  const database = connect(url, 'steward-migrate');
  try {
    const applied = await database.migrator.up();
    return applied.map(({ name }) => name);
  } finally {
    await database.close();
  }
}
