import { expect, test } from 'vitest';
import { consoleOn, findings } from '../doctor/findings.ts';
import { runConsole } from '../support/console.ts';
import { ownDatabase } from '../support/database.ts';

/** Makes `bob` a second `lain`, as after the loss of the unique index. */
const second = `
  drop index users_casefolded_nickname_index;
  update users set nickname = 'Lain' where nickname = 'bob' and local`;

test('of two accounts with one nickname none is taken: both addresses are named, and the doctor reports the index', async () => {
  const { url, client } = await ownDatabase();
  expect((await findings(consoleOn(url))).Nicknames?.status).toBe('ok');
  await client.query(second);

  for (const command of ['show', 'deactivate']) {
    expect(await runConsole(['user', command, 'lain'], consoleOn(url))).toMatchObject({
      exit: 1,
      err: expect.stringMatching(
        /^There are several accounts lain: https:\/\/social\.test\/users\/bob and https:\/\/social\.test\/users\/lain\. Nothing was changed\. Tell the administrator of Steward to run "steward doctor"\.\n$/,
      ),
    });
  }
  expect(await runConsole(['user', 'show', '@lain@social.test'], consoleOn(url))).toMatchObject({ exit: 1 });
  expect((await findings(consoleOn(url))).Nicknames).toEqual({
    status: 'failed',
    said: "Akkoma's unique index on nicknames is missing or invalid. Nicknames of several accounts: lain.",
    mend: "Rename or delete all but one of these accounts in the database, and create the index again as Akkoma's migrations do.",
  });
});

test('a lost index is reported even where no nickname occurs twice', async () => {
  const { url, client } = await ownDatabase('3.13.2');
  expect((await findings(consoleOn(url))).Nicknames?.status).toBe('ok');
  await client.query('drop index users_nickname_index');

  expect((await findings(consoleOn(url))).Nicknames).toEqual({
    status: 'warning',
    said: "Akkoma's unique index on nicknames is missing or invalid.",
    mend: "Create the index again as Akkoma's migrations do.",
  });
});
