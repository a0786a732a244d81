import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { entriesFor } from '../../src/command/index.ts';
import { pristineDatabase } from '../support/database.ts';
import { argsOfExample } from '../support/example-of.ts';
import { withReports } from '../support/reports.ts';
import { sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';

shareSteward();

type Values = Readonly<Record<string, string | boolean | number>>;

/** The arguments of the commands whose example does not work in the test's world. */
const typed: Readonly<Record<string, Values>> = {
  'user list': {},
  'user search': { text: 'lain' },
  'user show': { nickname: 'lain' },
  'user history': { nickname: 'lain' },
  'user new': { nickname: 'newcomer', email: 'newcomer@mail.example' },
  'user confirm': { nickname: 'dave' },
  'instance confirm_all': {},
  'instance unconfirm_all': {},
  'user activate': { nickname: 'erin' },
  'instance activate_all': { instance: 'spam.example' },
  'user deactivate': { nickname: 'lain' },
  'instance deactivate_all': { instance: 'spam.example' },
  'user tag': { nickname: 'lain', tags: 'x' },
  'user untag': { nickname: 'heidi', tags: 'beta' },
  'user set': { nickname: 'lain', locked: true },
  'user change_email': { nickname: 'lain', email: 'another@mail.example' },
  'user reset_password': { nickname: 'lain' },
  'user reset_mfa': { nickname: 'frank' },
  'user force_password_reset': { nickname: 'lain' },
  'user resend_confirmation': { nickname: 'dave' },
  'user suggest': { nickname: 'lain' },
  'user unsuggest': { nickname: 'ninon' },
  'user sign_out': { nickname: 'gina' },
  'user note': { nickname: 'lain', text: 'x' },
  'user delete_note': { note: '1' },
  'instance show': {},
  'signup list': {},
  'signup approve': { accounts: 'kim' },
  'signup reject': { accounts: 'kim' },
  'invite create': {},
  'invite list': {},
  'invite revoke': { token: '#1' },
  'user delete_activities': { nickname: 'lain' },
  'user rm': { nickname: 'lain' },
  'user fix_follow_state': { local_user: 'gina', remote_user: 'friend4@friendly.example' },
  'report list': {},
  'report mine': {},
  'report take': { report: 'BCux8pqwkPlJvp1zyy' },
  'report release': { report: 'BCux8pqwkPlJvp1zyy' },
  'report dismiss': { report: 'BCux8pqwkPlJvp1zyy' },
  'report resolve': { report: 'BCux8pqwkPlJvp1zyy' },
  'action approve': { action: 1 },
  'action deny': { action: 1, reason: 'no' },
  'action cancel': { action: 1 },
  'action retry': { action: 1 },
  'action keep': { action: 1 },
  'action undo': { action: 1 },
  'action undo_all': { by: '1084413502188232704', since: '1h' },
  'action lock': { reason: 'x' },
  'action unlock': {},
  'staff list': {},
  'staff show': { person: '1103571249857675304' },
  'staff link': { nickname: 'mo', person: '1103571249857675304' },
  'staff unlink': { person: '1084413502188232704' },
  'staff pause': { person: '1091882674160291871', reason: 'x' },
  'staff resume': { person: '1091882674160291871' },
  'action policy': {},
  'action list': {},
  'action show': { action: '1' },
  'audit verify': {},
  'audit export': {},
  help: {},
};

/** The policy leaves these to the approvers, who in the test are the admins. */
const approvers = ['action approve', 'action deny'];

/** Moderators may request these, though their tier is for admins. */
const forModerators = ['post delete', 'signup reject'];

const lock = `insert into steward.lock (action_id, locked_by_id, locked_by_name, reason) values (1, '7', 'ada', 'x')`;

/** Words of an answer to a command that could not do what it was asked for. */
const fault =
  /^(No (account|action|invite|member|report|note)|Invalid )|already|cannot be|just changed|went wrong|took too long/;

const entries = entriesFor(catalogue, () => true);

test.for([
  ['an admin may do everything', 'ada', ['read', 'routine', 'sensitive', 'destructive']],
  ['a moderator may read, and do what is routine', 'mo', ['read', 'routine']],
  ['a visitor may do nothing', 'eve', []],
] as const)('%s', async ([, name, tiers]) => {
  const { url, client } = await pristineDatabase('3.19');
  await client.query(`
    insert into steward.staff_links (discord_id, discord_name, user_id, nickname, linked_by_id, linked_by_name)
    select '1084413502188232704', 'ada', id, 'ada', '1', 'ivan' from users where nickname = 'ada'`);
  await client.query(withReports);
  const { discord } = await startSteward(url);
  const person = discord.as(name);
  await (await discord.as('ada').type('/user tag lain tested')).message();
  await client.query(`update steward.actions set reverses_at = now() + interval '1 day'`);

  await client.query(`
    insert into steward.pauses (person_id, person_name, action_id, paused_by_name, reason, until)
    values ('1091882674160291871', 'ivan', 1, 'ada', 'x', now() + interval '1 hour')`);
  await client.query(`
    insert into steward.notes (account_id, nickname, text, action_id, author_id, author_name)
    select id, nickname, 'x', 1, '7', 'ada' from users where nickname = 'lain'`);

  const allowed: string[] = [];
  for (const { path, command } of entries) {
    if (path === 'action unlock') await client.query(lock);
    const dry = command.tier === 'read' ? {} : { dry_run: true };
    const message = await (
      await person.command(path, { ...(typed[path] ?? (argsOfExample(command) as Values)), ...dry })
    ).message();
    await client.query('delete from steward.lock');
    const sentence = sentenceOf(message);
    // A decision command finds an action here that can no longer be decided on.
    if (command.kind !== 'decision') expect(sentence, path).not.toMatch(fault);
    if (!/^Only /.test(sentence)) allowed.push(path);
  }

  const tierOf = ({ path, command }: (typeof entries)[number]) => {
    if (forModerators.includes(path)) return 'routine';
    return approvers.includes(path) ? 'sensitive' : command.tier;
  };
  const expected = entries.filter(
    (entry) =>
      tiers.some((tier) => tier === tierOf(entry)) && (entry.path !== 'action cancel' || name === 'ada'),
  );
  expect(allowed).toEqual(expected.map(({ path }) => path));
});
