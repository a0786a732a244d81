import { expect, test } from 'vitest';
import { listStaffLinks } from '../../src/operations/index.ts';
import { linkStaff, unlinkStaff } from '../../src/operations/steward/staff-links.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const ada = '1084413502188232704';
const mo = '1103571249857675304';

const caller = { ...tester, id: ada, name: 'Ada of Discord', source: 'discord' as const };
const request = { reason: null, caller, interactionId: null, secret: null };
const linking = (nickname: string, person?: string) => ({
  ...request,
  operation: linkStaff,
  args: { nickname, person },
});
const unlinking = (person?: string) => ({ ...request, operation: unlinkStaff, args: { person } });

test('a link names the person as they were last called here, and its creator, and changes nothing of the instance', async () => {
  const { url, client } = await pristineDatabase();
  const { perform, database } = performOn(url);
  const before = await snapshot(client);

  await perform(linking('mo', mo));
  const { outcome } = await perform(linking('ada', ada));

  expect(outcome).toEqual({ nickname: 'ada', person: ada, name: 'Ada of Discord' });
  const { rows } = await client.query('select timezone($1, now())::date::text as today', ['UTC']);
  const rest = { isStaff: true, linkedBy: 'Ada of Discord', linkedOn: rows[0].today };
  expect(await listStaffLinks(database.em.fork())).toEqual([
    { person: ada, name: 'Ada of Discord', nickname: 'ada', ...rest },
    { person: mo, name: mo, nickname: 'mo', ...rest },
  ]);
  expect(changesBetween(before, await snapshot(client))).toEqual({});
  const audit = await client.query('select event, command, args from steward.audit_log order by id');
  expect(audit.rows.map(({ command }) => command)).toContain('staff.link');
});

test.for([
  ['an account that is not of the staff', 'lain', 'Refused', ''],
  ['a remote account', 'friend1@friendly.example', 'NotFound', ''],
  ['an account that nobody has', 'nobody', 'NotFound', ''],
  [
    'an account that is deactivated',
    'mo',
    'Conflict',
    `update users set is_active = false where nickname = 'mo'`,
  ],
] as const)('%s is not linked', async ([, nickname, error, setup]) => {
  const { url, client } = await pristineDatabase();
  const { perform, database } = performOn(url);
  if (setup !== '') await client.query(setup);

  await expect(perform(linking(nickname, mo))).rejects.toMatchObject({ name: error });

  expect(await listStaffLinks(database.em.fork())).toEqual([]);
});

test('an account belongs to one person, and a person has one account', async () => {
  const { url } = await pristineDatabase();
  const { perform, database } = performOn(url);
  await perform(linking('ada', ada));

  await expect(perform(linking('ada', ada))).rejects.toThrow('already');
  await expect(perform(linking('mo', ada))).rejects.toThrow('Unlink them');
  await expect(perform(linking('ADA@social.test', mo))).rejects.toThrow('Unlink them');

  expect(await listStaffLinks(database.em.fork())).toHaveLength(1);
});

test('of two who link one account at the same time, one succeeds and the other gets a refusal', async () => {
  const { url } = await pristineDatabase();
  const { perform, database } = performOn(url);

  const outcomes = await Promise.allSettled([perform(linking('ada', ada)), perform(linking('ada', mo))]);

  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const lost = outcomes.find((outcome) => outcome.status === 'rejected');
  expect(['Stale', 'Conflict', 'NothingToDo']).toContain(lost?.reason.name);
  expect(await listStaffLinks(database.em.fork())).toHaveLength(1);
});

test('an unlinked account can be linked again', async () => {
  const { url } = await pristineDatabase();
  const { perform, database } = performOn(url);
  await perform(linking('ada', ada));

  const { outcome } = await perform(unlinking(ada));

  expect(outcome).toEqual({ nickname: 'ada', person: ada, name: 'Ada of Discord' });
  await expect(perform(unlinking(ada))).rejects.toMatchObject({ name: 'NotFound' });
  await perform(linking('ada', mo));
  expect(await listStaffLinks(database.em.fork())).toMatchObject([{ person: mo, nickname: 'ada' }]);
});

test('a link outlives its account’s name and role, and says so', async () => {
  const { url, client } = await pristineDatabase();
  const { perform, database } = performOn(url);
  await perform(linking('ada', ada));

  await client.query(`update users set nickname = 'countess', is_admin = false where nickname = 'ada'`);

  expect(await listStaffLinks(database.em.fork())).toMatchObject([{ nickname: 'countess', isStaff: false }]);
});

test('linking without a valid person asks for one', async () => {
  const { url } = await pristineDatabase();
  const { perform } = performOn(url);

  await expect(perform(linking('ada'))).rejects.toMatchObject({ name: 'Invalid' });
  await expect(perform(unlinking())).rejects.toThrow('person');
});
