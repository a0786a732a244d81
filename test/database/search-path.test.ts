import type { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import { grantTo } from '../../sandbox/database/role.ts';
import { consoleOn, findings } from '../doctor/findings.ts';
import { setForNewSessions } from '../hardship/stage.ts';
import { runConsole } from '../support/console.ts';
import { ownDatabase, ownersAddress } from '../support/database.ts';
import { startSteward } from '../support/steward.ts';

const mend = 'Run the output of "steward grants" in the database as a superuser, which sets the search path.';

const paths: readonly (readonly [string, (client: Client) => Promise<unknown>, string])[] = [
  [
    'is empty',
    (client) => setForNewSessions(client, 'search_path', ''),
    "The search path of the role of DATABASE_URL does not lead to Akkoma's tables in schema public.",
  ],
  [
    'leads to another table users first',
    async (client) => {
      await client.query(
        'create schema other; create table other.users (id int); grant usage on schema other to public',
      );
      await setForNewSessions(client, 'search_path', 'other');
    },
    "The search path of the role of DATABASE_URL does not lead to Akkoma's tables in schema public.",
  ],
  [
    'lacks the schema of citext',
    (client) => client.query('create schema extensions; alter extension citext set schema extensions'),
    'The search path of the role of DATABASE_URL lacks schema extensions, which has the type citext of nicknames: names in another case would not be found.',
  ],
];

test.for(paths)(
  'a search path that %s is told at the start and by the doctor, and the grants mend it',
  async ([, spoil, said]) => {
    const { url, client } = await ownDatabase();
    await spoil(client);

    expect((await findings(consoleOn(url))).Akkoma).toEqual({ status: 'failed', said, mend });
    await expect(startSteward(url)).rejects.toThrow(`${said} Nothing was changed. ${mend}`);
    expect(await runConsole(['user', 'show', 'LAIN'], consoleOn(url))).toMatchObject({
      exit: 1,
      err: `${said} Nothing was changed. ${mend}\n`,
    });
    await grantTo(inject('role'), ownersAddress(url));

    expect((await findings(consoleOn(url))).Akkoma?.status).toBe('ok');
    const { exit, out } = await runConsole(['user', 'show', 'LAIN', '--json'], consoleOn(url));
    expect({ exit, out: JSON.parse(out) }).toMatchObject({ exit: 0, out: { nickname: 'lain' } });
    const tagged = await runConsole(['user', 'tag', 'LAIN', 'a', '-y'], consoleOn(url));
    expect(tagged).toMatchObject({ exit: 0, err: '' });
  },
);
