import type { Client } from 'pg';
import { deletePosts, openRecords, type ServerSettings } from '../../../sandbox/akkoma-server/index.ts';
import { releaseOf } from '../../../sandbox/database/releases.ts';

/** Deletes what an account said, one after the other, with the decisions of the bot: what deleting all at once is held to. */
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
