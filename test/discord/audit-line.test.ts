import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import type { FeedEntry } from '../../src/actions/index.ts';
import { auditLine } from '../../src/discord/messages/audit-line.ts';
import type { Json } from '../../src/text/reply.ts';

const at = new Date('2026-04-05T10:00:00Z');

const entryOf = (command: string, target: string, actionArgs: Json): FeedEntry => ({
  id: 1,
  at,
  event: 'action.done',
  actor: 'ada',
  command,
  args: {},
  reason: null,
  detail: {},
  hash: '00000000',
  actionId: 7,
  actionArgs,
  plan: target === '' ? {} : { target, counts: {}, samples: [], warnings: [], facts: {} },
  guildId: null,
  channelId: null,
  messageId: null,
  isAwaited: false,
  ranBy: null,
});

const line = (...entry: Parameters<typeof entryOf>) =>
  auditLine(entryOf(...entry), { catalogue, commandIds: new Map() }, true);
const end = ` · <t:${at.getTime() / 1000}:R>`;

test('an argument is left out where the phrase has its value as a word, and not where the letters only occur in it', () => {
  const account = { nickname: 'anna', email: '', admin: false, moderator: false, choose_password: false };

  expect(line('user.new', 'anna', { ...account, name: 'a' })).toBe(
    `✅ **ada** ran: create the account anna \`email:[hidden]\` \`name:a\`${end}`,
  );
  expect(line('user.new', 'anna', { ...account, name: 'account' })).toContain('`name:account`');
  expect(line('user.tag', 'lain', { nickname: 'lain', tags: ['x', 'y'] })).toBe(
    `✅ **ada** ran: tag lain with x, y${end}`,
  );
  expect(line('user.set', 'carol', { nickname: 'carol', admin: true, locked: true, confirmed: false })).toBe(
    `✅ **ada** ran: make carol an admin, unconfirm carol, make carol approve followers by hand${end}`,
  );
  expect(line('action.undo', 'action 12: tag lain with x', { action: 12 })).toBe(
    `✅ **ada** ran: undo action 12: tag lain with x${end}`,
  );
  expect(line('action.undo', 'action 12 (user tag on lain)', { action: 12 })).toBe(
    `✅ **ada** ran: undo action 12 (user tag on lain)${end}`,
  );
});

test('a person and a time among the arguments are drawn as a mention and a time', () => {
  const by = '1084413502188232704';
  expect(line('action.undo_all', '3 actions of mo', { by, since: '2026-04-05T09:00:00.000Z' })).toBe(
    `✅ **ada** ran: undo 3 actions of mo by: <@${by}> since: <t:${at.getTime() / 1000 - 3600}:f>${end}`,
  );
});

test('what a command turns on or off is said once, in the words of its phrase', () => {
  expect(line('user.set', 'carol', { nickname: 'carol', admin: true, locked: false })).toBe(
    `✅ **ada** ran: make carol an admin, make carol accept followers automatically${end}`,
  );
  expect(line('user.set', 'admin', { nickname: 'admin', confirmed: false })).toBe(
    `✅ **ada** ran: unconfirm admin${end}`,
  );
  expect(line('user.deactivate', 'lain', { nickname: 'lain', keep_followers: true })).toBe(
    `✅ **ada** ran: deactivate lain \`keep_followers:true\`${end}`,
  );
});

test('a time within a line is a date: the line stays, and "in 2 hours" would be wrong soon', () => {
  const failed = {
    ...entryOf('user.tag', 'lain', { nickname: 'lain', tags: ['x'] }),
    event: 'action.failed',
  };
  const because = 'The pause ends 2026-04-05T12:00:00.000Z.';

  expect(auditLine({ ...failed, detail: { because } }, { catalogue, commandIds: new Map() }, true)).toBe(
    `❌ **ada** tried: tag lain with x · The pause ends <t:${at.getTime() / 1000 + 7200}:f>.${end}`,
  );
});

test('the name is that of the person whose approval or retry ran the action', () => {
  const ran = { ...entryOf('user.rm', 'lain', { nickname: 'lain' }), ranBy: 'ivan' };

  expect(auditLine(ran, { catalogue, commandIds: new Map() }, true)).toBe(
    `✅ **ivan** ran for **ada**: delete lain permanently${end}`,
  );
  expect(auditLine({ ...ran, ranBy: 'ada' }, { catalogue, commandIds: new Map() }, true)).toContain(
    '**ada** ran: delete',
  );
  const finished = { ...ran, ranBy: null, actor: 'Steward', detail: { followed: 'finished' } };
  expect(auditLine(finished, { catalogue, commandIds: new Map() }, true)).toBe(
    `✅ Done: delete lain permanently${end}`,
  );
});

test('an action that this version cannot describe is shown as it was typed, once', () => {
  expect(line('user.tag', '', { nickname: 'lain', tags: ['x'] })).toBe(
    `✅ **ada** ran: run \`/user tag nickname:lain tags:x\`${end}`,
  );
});
