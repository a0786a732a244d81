import { connect } from './connection/connection.ts';

/**
 * Brings schema `steward` up to date; schema `public` is Akkoma's and is left as it is.
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
