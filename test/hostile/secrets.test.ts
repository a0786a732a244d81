import type { Client } from 'pg';
import { expect, test } from 'vitest';
import type { SandboxInteraction, SandboxPerson } from '../../sandbox/discord/index.ts';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { examplesBesides } from '../support/example-of.ts';
import { withReports } from '../support/reports.ts';
import { startSteward } from '../support/steward.ts';

const typedPassword = 'correct horse battery staple';
const newAddress = 'planted-address@mail.example';

/** Commands on accounts that have secrets. */
const ordered = [
  '/user new planted planted-registration@mail.example choose_password:true',
  '/user new generated generated-registration@mail.example',
  '/user list',
  '/user search lain',
  '/user search gina@social.example',
  '/user show frank',
  '/user show dave',
  '/invite create max_use:3',
  '/invite list',
  '/invite revoke "#1"',
  '/user reset_password lain',
  '/user reset_mfa frank',
  '/user sign_out gina',
  '/user set heidi confirmed:false',
  '/action undo 8',
  '/user change_email carol planted-address@mail.example',
  '/user confirm dave',
  '/instance unconfirm_all',
  '/instance confirm_all',
  '/user deactivate bob',
  '/user activate bob',
  '/user tag lain x',
  '/user untag lain x',
  '/instance deactivate_all friendly.example',
  '/instance activate_all friendly.example',
  '/user fix_follow_state gina friend4@friendly.example',
  '/user delete_activities lain',
  '/user rm lain',
  '/action undo_all 1084413502188232704 2h',
  '/staff link ada',
  '/staff list',
  '/staff show 1103571249857675304',
  '/staff unlink',
  '/staff pause 1091882674160291871 reason:haste',
  '/staff resume 1091882674160291871',
];

/** These come after all others. */
const last = [
  '/action lock reason:haste',
  '/action unlock reason:rested',
  '/action policy',
  '/action approve 1',
  '/action deny 1 no',
  '/action cancel 1',
  '/action retry 1',
  '/action keep 1',
  '/action list',
  '/action show 5',
  '/audit verify',
  '/audit export',
  '/help',
];

const lines = [
  ...ordered,
  ...examplesBesides([...ordered, ...last]).map((example) => `/${example}`),
  ...last,
];

/** Every secret in the database, as it is now. */
async function secretsOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ secret: string }>(`
    select unnest(array[password_hash, email::text, confirmation_token,
      multi_factor_authentication_settings #>> '{totp,secret}',
      multi_factor_authentication_settings #>> '{backup_codes,0}']) as secret from users
    union select private_key from signing_keys
    union select token from oauth_tokens union select refresh_token from oauth_tokens
    union select token from oauth_authorizations union select token from user_invite_tokens
    union select token from password_reset_tokens union select args ->> 'encoded_email' from oban_jobs`);
  return rows.map(({ secret }) => secret).filter((secret) => secret !== null && secret.length >= 6);
}

/** Confirms every question, and types the password where a modal asks for it. */
async function seeThrough(person: SandboxPerson, typed: SandboxInteraction): Promise<string> {
  const message = await typed.message();
  const asked =
    (message.components ?? []).length > 0 && JSON.stringify(message.components).includes('"Run now"');
  if (!asked) return JSON.stringify(message);
  const pressed = await person.click(message, buttonOf(message, 'Run now'));
  const { kind } = await pressed.answered();
  const answered = kind === 'modal' ? await person.submit(pressed, { text: typedPassword }) : pressed;
  return JSON.stringify(await answered.message());
}

test('no secret appears in the log, in the audit log, in an action, or in a message that others can see', async () => {
  const { url, client } = await pristineDatabase('3.19');
  await client.query(withReports);
  const { discord, logged } = await startSteward(url);
  const ada = discord.as('ada');
  const seenByOthers = new Set<string>();
  discord.watch(() => {
    for (const channel of ['moderation', 'audit']) {
      for (const message of discord.as('eve').messages(channel)) seenByOthers.add(JSON.stringify(message));
    }
  });
  const secrets = new Set([typedPassword, newAddress, ...(await secretsOf(client))]);

  const answers: string[] = [];
  for (const line of lines) {
    answers.push(await seeThrough(ada, await ada.type(line)));
    for (const secret of await secretsOf(client)) secrets.add(secret);
  }

  expect(answers.filter((answer) => answer.includes('went wrong in Steward'))).toEqual([]);
  expect(answers.join()).toContain('https://social.test/registration/');
  expect(answers.join()).toContain('/password_reset/');
  expect(answers.join()).toMatch(/Undid action 8.*heidi/);

  const { rows } = await client.query(
    `select (select jsonb_agg(to_jsonb(l) - 'hash' - 'previous_hash')::text from steward.audit_log l) as audit,
      (select jsonb_agg(to_jsonb(a))::text from steward.actions a) as actions`,
  );
  const places = {
    log: logged.join('\n'),
    channel: [...seenByOthers].join('\n'),
    audit: rows[0].audit,
    actions: rows[0].actions,
  };
  expect(secrets.size).toBeGreaterThan(60);
  expect(seenByOthers.size).toBeGreaterThan(10);
  for (const [place, content] of Object.entries(places)) {
    for (const secret of secrets) {
      for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
        expect(content.includes(form), `${place} holds ${form}`).toBe(false);
      }
    }
  }
});
