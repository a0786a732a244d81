import type { Client } from 'pg';
import { deletePosts, openRecords, type ServerSettings } from '../../../sandbox/akkoma-server/index.ts';
import { releaseOf } from '../../../sandbox/database/releases.ts';

/**
 * Deletes the activities of an account one by one, with the decisions of the bot. The deletion in batches must have the
 * same result.
 */
export async function deleteOneByOne(
  client: Client,
  nickname: string,
  settings: Omit<ServerSettings, 'akkoma' | 'externalSearch'>,
): Promise<void> {
  const { rows } = await client.query('select * from users where nickname = $1', [nickname]);
  await deletePosts(
    openRecords(client, { externalSearch: false, ...settings, akkoma: await releaseOf(client) }),
    rows[0],
    { decided: true, each: (work) => work() },
  );
}
