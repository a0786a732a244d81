import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';
import { suggested } from '../support/suggested.ts';

shareSteward();

/** The actions of mo and ada, and a person who reads them afterwards. */
async function stage() {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const [ada, mo] = [discord.as('ada'), discord.as('mo')];
  const ask = async (line: string, person = mo) => (await person.type(line)).message();
  return { client, discord, ada, mo, ask };
}

const numbersIn = (text = '') => [...text.matchAll(/^#(\d+) /gm)].map(([, id]) => Number(id));

test('the list has the newest actions first, by the page, with the same filters on every page', async () => {
  const { ask, mo, ada } = await stage();
  for (let n = 1; n <= 6; n += 1) {
    await ask(`/user tag lain t${n}`);
    await ask(`/user tag bob t${n}`, ada);
  }

  const first = await ask('/action list target:lain command:"user tag" state:done since:1h');
  expect(sentenceOf(first)).toBe('5 actions on this page.');
  expect(numbersIn(first.embeds[0]?.description)).toEqual([11, 9, 7, 5, 3]);
  const second = await (await mo.click(first, buttonOf(first, 'Next'))).message();
  expect(numbersIn(second.embeds[0]?.description)).toEqual([1]);
  const back = await (await mo.click(second, buttonOf(second, 'Previous'))).message();
  expect(numbersIn(back.embeds[0]?.description)).toEqual([11, 9, 7, 5, 3]);
  const file = await (await mo.click(back, buttonOf(back, 'Download .txt'))).message();
  expect(sentenceOf(file)).toBe('6 actions in the file.');
  expect(file.attachments.map(({ filename }) => filename)).toEqual(['actions.txt']);
});

test('the list of an account has the actions on several accounts, on every page', async () => {
  const { ask, mo, client } = await stage();
  await client.query(`update users set is_approved = false where nickname = 'judy'`);
  await ask('/signup reject kim,judy reason:spam');
  for (let n = 1; n <= 5; n += 1) await ask(`/user tag judy t${n}`);

  const first = await ask('/action list target:judy person:mo since:1h');
  const second = await (await mo.click(first, buttonOf(first, 'Next'))).message();

  expect(numbersIn(first.embeds[0]?.description)).toEqual([6, 5, 4, 3, 2]);
  expect(numbersIn(second.embeds[0]?.description)).toEqual([1]);
  expect(numbersIn((await ask('/action list target:kim')).embeds[0]?.description)).toEqual([1]);
  const back = await (await mo.click(second, buttonOf(second, 'Previous'))).message();
  expect(numbersIn(back.embeds[0]?.description)).toEqual([6, 5, 4, 3, 2]);
});

test('the list turns the pages of a target with a long name too', async () => {
  const { ask, mo, client } = await stage();
  const target = `${'n'.repeat(200)}@${'h'.repeat(90)}.example`;
  await client.query(
    `insert into steward.actions (operation, args, tier, state, requester_id, requester_name, source, plan,
       fingerprint, proposed_at)
     select 'user.tag', '{}', 'routine', 'done', $2, 'mo', 'discord', jsonb_build_object('target', $1::text), '',
       now() - interval '1 hour'
     from generate_series(1, 8)`,
    [target, mo.id],
  );

  const first = await ask(
    `/action list target:${target} person:mo command:user.tag until:1m since:2020-01-01`,
  );
  const second = await (await mo.click(first, buttonOf(first, 'Next'))).message();

  expect(numbersIn(second.embeds[0]?.description)).toEqual([3, 2, 1]);
});

test('a person is found by name, and a person without actions is unknown', async () => {
  const { ask, ada, discord } = await stage();
  const eve = discord.as('eve');
  await ask('/user tag lain x');
  await ask('/user tag lain y', ada);

  expect(numbersIn((await ask('/action list person:mo')).embeds[0]?.description)).toEqual([1]);
  expect(sentenceOf(await ask('/action list person:eve'))).toBe(`No actions by <@${eve.id}>.`);
});

test.for([
  ['/action list since:1d until:2d', 'Invalid `until`: must be later than `since`.'],
  ['/action list since:2026-04-05 until:2026-04-05', 'Invalid `until`: must be later than `since`.'],
  ['/audit export since:1h until:3h', 'Invalid `until`: must be later than `since`.'],
  ['/action list mine:true person:mo', 'Invalid `person`: cannot be combined with `mine`.'],
  ['/action list since:2d until:1d', 'No matching actions.'],
  ['/action list mine:true', 'No matching actions.'],
] as const)('%s: %s', async ([line, sentence]) => {
  const { ask } = await stage();

  expect(sentenceOf(await ask(line))).toBe(sentence);
});

test('one action is shown with all of its details', async () => {
  const { ask, client } = await stage();
  await ask('/user deactivate lain reason:"sold followers"');
  await client.query(
    `insert into steward.votes (action_id, voter_id, voter_name, vote, reason) values (1, '1', 'ivan', 'approve', 'go on')`,
  );

  const message = await ask('/action show 1');

  expect(sentenceOf(message)).toMatch(/^Deactivate lain: done\. Requested by <@\d+> <t:\d+:R>\.$/);
  expect(message.embeds[0]?.title).toBe('Action 1');
  const fields = Object.fromEntries(
    (message.embeds[0]?.fields ?? []).map(({ name, value }) => [name, value]),
  );
  expect(fields).toMatchObject({
    Reason: 'sold followers',
    Command: '`/user deactivate nickname:lain`',
    'Risk tier': 'routine',
    Outcome: 'Deactivated lain.',
    'Local followers removed': expect.stringMatching(/^\d+$/),
    'Rows changed': expect.stringContaining('`users`: '),
    Approvals: expect.stringMatching(/^approved · ivan <t:\d+:R> · go on$/),
  });
  expect(message.embeds[0]?.description).toMatch(/\n<t:\d+:R> done · <@\d+> · [0-9a-f]{8}@1$/);
});

test('what an action does is said as its card says it, in the list and in details', async () => {
  const { ask } = await stage();
  await ask('/user confirm lain');
  await ask('/user deactivate lain for:7d');

  const list = (await ask('/action list')).embeds[0]?.description ?? '';
  expect(list).toMatch(/^#1 <t:\d+:R> · \w+ · unconfirm lain · <@\d+>$/m);
  expect(list).toMatch(/^#2 <t:\d+:R> · done · deactivate lain for 7d · <@\d+>$/m);
  expect((await ask('/user show lain')).embeds[0]?.fields).toContainEqual(
    expect.objectContaining({
      name: 'Latest actions',
      value: expect.stringMatching(/^#2 deactivate lain for 7d · done .*\n#1 unconfirm lain · /),
    }),
  );
  expect(sentenceOf(await ask('/action show 1'))).toMatch(/^Unconfirm lain: \w+\. Requested by/);
  const shown = JSON.stringify((await ask('/action show 2')).embeds);
  expect(shown).not.toMatch(/keep_followers|follows_ended|\d{4}-\d\d-\d\dT/);
});

test('a waiting action is shown without the secrets of its operation', async () => {
  const { ask, client } = await stage();
  await client.query(
    `insert into steward.actions (operation, args, tier, state, requester_id, requester_name, source, plan, fingerprint)
     values ('user.change_email', '{"nickname": "lain", "email": "planted@mail.example"}', 'sensitive', 'proposed', 'x', 'x',
       'discord', '{"target": "lain", "counts": {}, "samples": []}', ''),
       ('unknown.operation', '{"token": "planted"}', 'sensitive', 'proposed', 'x', 'x', 'discord', '{}', '')`,
  );

  const [one, other] = [await ask('/action show 1'), await ask('/action show #2')];

  expect(JSON.stringify([one, other])).not.toContain('planted');
  expect(JSON.stringify(one)).toContain('email:[hidden]');
});

test('actions are suggested by number and by what they did', async () => {
  const { ask, mo } = await stage();
  await ask('/user tag lain x');
  await ask('/user deactivate bob');

  expect(await suggested(mo, 'action show', { action: 'bob' }, 'action')).toEqual([
    { name: '2 · deactivate bob · done', value: '2' },
  ]);
  expect(await suggested(mo, 'action show', { action: '' }, 'action')).toHaveLength(2);
  expect(await suggested(mo, 'action list', { command: 'deac' }, 'command')).toContainEqual({
    name: 'user deactivate',
    value: 'user deactivate',
  });
});

test('an unknown action is reported as such', async () => {
  const { ask } = await stage();
  expect(sentenceOf(await ask('/action show 77'))).toMatch(/^No action 77/);
});

test('the log is verified and exported in Discord too', async () => {
  const { ask, client } = await stage();
  await ask('/user tag lain x');

  expect(sentenceOf(await ask('/audit verify'))).toBe('The audit log is intact: 1 entry.');
  expect(sentenceOf(await ask('/audit verify against:00000000@1'))).toMatch(
    /^Entry 1 of the audit log has the hash/,
  );
  const { rows } = await client.query(`select left(encode(hash, 'hex'), 8) as hash from steward.audit_log`);
  expect(sentenceOf(await ask(`/audit verify against:${rows[0]?.hash}@2`))).toBe(
    `The hash ${rows[0]?.hash} is that of entry 1, not of 2. Check what you copied. The audit log is intact.`,
  );
  const exported = await ask('/audit export');
  expect(sentenceOf(exported)).toBe('1 entry in the file.');
  expect(exported.attachments.map(({ filename }) => filename)).toEqual(['audit-log.jsonl']);
});

test('a log that is too large for a file is not sent as one', async () => {
  const { ask, client } = await stage();
  await client.query(
    `insert into steward.audit_log (event, actor_id, actor_name, source, command, args, reason, detail)
     select 'command.refused', 'x', 'x', 'console', 'user.rm', jsonb_build_object('a', repeat('x', 1000000)), null, '{}'
     from generate_series(1, 9)`,
  );

  expect(sentenceOf(await ask('/audit export'))).toMatch(/too large for a file in Discord\. Narrow it/);
  expect(sentenceOf(await ask('/audit export until:2020-01-01'))).toBe('No matching entries.');
});
