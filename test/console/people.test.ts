import { expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';

const mo = '1103571249857675304';
const grace = '1097265410936844339';
const namesake = '1097265410936844340';

/** A console on a database in which mo has requested an action, and grace is linked to an account. */
async function stage() {
  const { url, client } = await pristineDatabase();
  const request = (id: string, name: string, ago: string) =>
    client.query(
      `insert into steward.actions (operation, args, tier, state, requester_id, requester_name, source, plan, fingerprint,
         proposed_at)
       values ('user.tag', '{"nickname":"kim","tags":["x"]}', 'routine', 'done', $1, $2, 'discord', '{"target":"kim"}', '',
         now() - $3::interval)`,
      [id, name, ago],
    );
  await request(mo, 'mo', '1 minute');
  await client.query(
    `insert into steward.staff_links (discord_id, discord_name, user_id, nickname, linked_by_id, linked_by_name)
     values ($1, 'grace', gen_random_uuid(), 'grace', '1', 'ada')`,
    [grace],
  );
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };
  const run = (...words: string[]) => runConsole(words, environment);
  return { client, run, request };
}

test.for(['@mo', 'mo', 'MO', `<@${mo}>`, `<@!${mo}>`, mo])(
  'a person is named as %s in every command of the console',
  async (typed) => {
    const { run } = await stage();

    expect((await run('staff', 'show', typed, '--json')).out).toContain(`"person":"${mo}"`);
    expect((await run('staff', 'link', 'mo', '--person', typed)).out).toMatch(`Linked mo (${mo}) to mo.`);
    expect((await run('staff', 'pause', typed, 'x')).out).toMatch(`Paused mo (${mo}).`);
    expect((await run('staff', 'resume', typed)).out).toMatch(`Ended the pause of mo (${mo}).`);
    expect((await run('staff', 'unlink', '--person', typed)).out).toMatch(`Unlinked mo (${mo}) from mo.`);
    expect((await run('action', 'list', '--person', typed, '--json')).out).toContain(
      `"requester_id":"${mo}"`,
    );
    expect((await run('action', 'undo_all', typed, '1h')).err).toMatch(
      /^The changes of 1 action of mo are no longer recorded/,
    );
  },
);

test('a member who has only a link is known by name, and a person of the console too', async () => {
  const { run } = await stage();
  await run('user', 'tag', 'lain', 'x');

  expect((await run('staff', 'show', '@Grace', '--json')).out).toContain(`"person":"${grace}"`);
  const listed = JSON.parse((await run('action', 'list', '--json')).out);
  const [{ requester_id: own }] = listed;
  expect((await run('action', 'list', '--person', own, '--json')).out).toContain(`"${own}"`);
});

test('a name that nobody has is refused, with similar ones', async () => {
  const { run } = await stage();

  expect(await run('staff', 'pause', 'graec', 'x')).toMatchObject({
    exit: 1,
    err: 'No member graec is known here. Did you mean grace?\n',
  });
  expect((await run('staff', 'resume', 'somebody')).err).toBe(
    'No member somebody is known here. Check the spelling, or use the Discord id.\n',
  );
  expect((await run('action', 'list', '--person', 'om')).err).toBe('No actions by om. Did you mean mo?\n');
  expect((await run('action', 'list', '--person', grace)).err).toMatch(`No actions by ${grace}.`);
});

test('where two people have the name, both are named, and nobody is chosen', async () => {
  const { run, request, client } = await stage();
  await request(namesake, 'Mo', '1 hour');
  const both = expect.stringMatching(/^Several members are called mo: .*\. Use one of these ids\.\n$/);

  for (const words of [
    ['staff', 'pause', 'mo', 'x'],
    ['action', 'undo_all', 'mo', '2h'],
  ]) {
    const { err } = await run(...words);
    expect(err).toEqual(both);
    expect(err).toContain(`mo (${mo})`);
    expect(err).toContain(`Mo (${namesake})`);
  }
  expect((await client.query('select from steward.pauses')).rowCount).toBe(0);
});

test('a person is found by the name that they have now, and listed by it', async () => {
  const { run, request } = await stage();
  await run('staff', 'link', 'mo', '--person', 'mo');
  await request(mo, 'momo', '-1 minute');

  expect((await run('staff', 'show', 'momo', '--json')).out).toContain(`"person":"${mo}"`);
  expect((await run('staff', 'show', 'mo')).exit).toBe(1);
  expect((await run('staff', 'list', '--json')).out).toContain('"name":"momo"');
});
