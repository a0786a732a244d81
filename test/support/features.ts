import { type Features, readFeatures } from '../../src/akkoma/schema/features.ts';
import { connect } from '../../src/database/connection/connection.ts';

/** What the Akkoma in a database has; nothing stays connected. */
export async function featuresIn(url: string): Promise<Features> {
  const database = connect(url, 'steward-test-features');
  try {
    return await readFeatures(database.em.fork());
  } finally {
    await database.close();
  }
}
