import { type Features, readFeatures } from '../../src/akkoma/schema/features.ts';
import { connect } from '../../src/database/connection/connection.ts';

/** Reads the features of the Akkoma in a database. Closes its connection afterwards. */
export async function featuresIn(url: string): Promise<Features> {
  const database = connect(url, 'steward-test-features');
  try {
    return await readFeatures(database.em.fork());
  } finally {
    await database.close();
  }
}
