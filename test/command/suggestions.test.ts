import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { autocomplete, createCommandContexts } from '../../src/command/index.ts';
import type { Suggestion } from '../../src/command/options.ts';
import { rm } from '../../src/operations/instance/rm.ts';
import { tag } from '../../src/operations/instance/tags.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';

/** A caller at a database in which tester has tagged bob, and the suggestions while they type. */
async function typing() {
  const { url, client } = await pristineDatabase();
  const { perform, dependencies } = performOn(url);
  const request = { reason: null, caller: tester, interactionId: null, secret: null };
  await perform({ ...request, operation: tag, args: { nickname: 'bob', tags: ['mrf_tag:sandbox'] } });
  const context = createCommandContexts({ ...dependencies, pageSize: 20, wordsFor: catalogue.wordsFor })({
    caller: tester,
    interactionId: null,
  });
  return {
    client,
    context,
    remove: (nickname: string) =>
      perform({ ...request, operation: rm, args: { nickname, posts_first: false } }),
    suggested: (what: Suggestion, typed: string, others = {}, command = 'tag') =>
      autocomplete(context, { catalogue, command, what, typed, others }),
  };
}

test('each option suggests fitting values, under labels that describe them', async () => {
  const { suggested } = await typing();

  expect(await suggested('nickname', 'heid')).toEqual([{ name: 'heidi', value: 'heidi' }]);
  const sandbox = { name: 'mrf_tag:sandbox · only followers see its posts', value: 'mrf_tag:sandbox' };
  expect(await suggested('tag', 'sandbox')).toEqual([sandbox]);
  expect(await suggested('tag', sandbox.name, { nickname: 'heidi' })).toEqual([sandbox]);
  expect(await suggested('tag', 'sandbox', { nickname: 'bob' })).toEqual([]);
  expect(await suggested('tag', '', { nickname: 'bob' })).toHaveLength(5);
  expect(await suggested('ownTag', '', { nickname: 'heidi' })).toEqual([
    { name: 'beta', value: 'beta' },
    {
      name: 'mrf_tag:media-force-nsfw · its media are marked as sensitive',
      value: 'mrf_tag:media-force-nsfw',
    },
  ]);
  expect(await suggested('ownTag', '')).toEqual([]);
  expect(await suggested('host', 'friendly')).toEqual([
    { name: 'friendly.example (4)', value: 'friendly.example' },
  ]);
  expect(await suggested('invite', '#1')).toEqual([
    { name: expect.stringMatching(/^#1 for one person \S+$/), value: '#1' },
  ]);
  expect(await suggested('actionToUndo', 'bob')).toEqual([
    { name: '1 · tag bob with mrf_tag:sandbox · tester', value: '1' },
  ]);
  expect(await suggested('command', 'user tag')).toEqual([{ name: 'user tag', value: 'user tag' }]);
  expect(await suggested('operation', 'user tag')).toEqual([{ name: 'user tag', value: 'user tag' }]);
  expect(await suggested('action', 'bob')).toEqual([
    { name: '1 · tag bob with mrf_tag:sandbox · done', value: '1' },
  ]);
});

test('what is typed in full comes first, then what begins with it, then what contains it', async () => {
  const { client, suggested } = await typing();
  await client.query("update users set tags = '{requiet,quieter,quiet}' where nickname = 'heidi'");
  const values = async (...typed: Parameters<typeof suggested>) =>
    (await suggested(...typed)).map(({ value }) => value);

  expect(await values('command', 'rm')).toEqual([
    'user rm',
    'user confirm',
    'user resend_confirmation',
    'instance confirm_all',
    'instance unconfirm_all',
  ]);
  expect(await values('command', '/user invite')).toEqual(['invite create', 'invite list']);
  expect(await values('command', 'invite')).toEqual(['invite create', 'invite list', 'invite revoke']);
  expect(await values('operation', 'rm')).toEqual([
    'user rm',
    'user confirm',
    'user resend_confirmation',
    'instance confirm_all',
    'instance unconfirm_all',
  ]);
  expect(await values('ownTag', 'quiet', { nickname: 'heidi' })).toEqual(['quiet', 'quieter', 'requiet']);
});

test('a removed account is marked as such', async () => {
  const { remove, suggested } = await typing();
  await remove('heidi');

  expect(await suggested('nickname', 'heid')).toEqual([{ name: 'heidi (deleted)', value: 'heidi' }]);
});

test('an option suggests only the actions that this caller can decide on with it', async () => {
  const { client, suggested } = await typing();
  const tags = '{"nickname":"kim","tags":["x"]}';
  const kim = '{"nickname":"kim"}';
  const lasting = [1, '1 day'] as const;
  for (const [operation, args, state, requester, [votes, reverses]] of [
    ['user.tag', tags, 'proposed', 'ada', [1, null]],
    ['user.tag', tags, 'proposed', 'console:tester', [1, null]],
    ['user.tag', tags, 'proposed', 'ada', [0, null]],
    ['user.tag', tags, 'approved', 'console:tester', [1, null]],
    ['user.tag', tags, 'approved', 'ada', [1, null]],
    ['user.tag', tags, 'failed', 'ada', [1, null]],
    ['user.reset_password', kim, 'failed', 'ada', [0, null]],
    ['user.deactivate', kim, 'done', 'ada', lasting],
    ['user.rm', kim, 'done', 'ada', [0, null]],
    ['user.deactivate', kim, 'undone', 'ada', lasting],
    ['user.tag', tags, 'proposed', 'ada', [2, null]],
  ] as const) {
    await client.query(
      `insert into steward.actions (operation, args, reason, tier, state, requester_id, requester_name, source, plan,
         fingerprint, votes_needed, deadline, reverses_at)
       values ($1, $2, 'x', 'routine', $3, $4, $4, 'console', '{"target":"kim"}', '', $5, now() + interval '1 hour',
         now() + $6::interval)`,
      [operation, args, state, requester, votes, reverses],
    );
  }
  await client.query(
    `insert into steward.votes (action_id, voter_id, voter_name, vote) values (12, 'console:tester', 'tester', 'approve')`,
  );
  const numbers = async (what: Suggestion, typed = '') =>
    (await suggested(what, typed)).map(({ value }) => Number(value));

  // The very first action is tester's own tag, which is done.
  expect(await numbers('actionToVoteOn')).toEqual([2]);
  expect(await numbers('actionToCancel')).toEqual([5, 3]);
  expect(await numbers('actionToRetry')).toEqual([7]);
  expect(await numbers('actionToKeep')).toEqual([9]);
  expect(await numbers('actionToUndo')).toEqual([9, 1]);
  expect(await numbers('actionToUndo', 'kim')).toEqual([9]);
  expect(await numbers('action')).toHaveLength(12);
});

test('an action is described in one line, with any target or without one', async () => {
  const { client, suggested } = await typing();
  await client.query(`
    update steward.actions set plan = jsonb_build_object('counts', '{}'::jsonb, 'target', repeat('bob ', 20))`);
  expect(await suggested('action', '1')).toEqual([
    { name: `1 · tag ${'bob '.repeat(13)}b… · done`, value: '1' },
  ]);

  await client.query(`update steward.actions set plan = '{}'`);
  expect(await suggested('action', '1')).toEqual([
    { name: '1 · run /user tag nickname:bob tags:mrf_tag:sandbox · done', value: '1' },
  ]);
});

test('a slow suggestion is given up, and nothing else on the same connection is', async () => {
  const { client, context, suggested } = await typing();
  await client.query('begin; lock table users in access exclusive mode');

  await expect(suggested('nickname', 'heid')).rejects.toThrow(/statement timeout/);

  await client.query('rollback');
  expect(await context.em.execute('show statement_timeout')).toEqual([{ statement_timeout: '0' }]);
});
