import { expect, test } from 'vitest';
import { historyOf } from '../../src/command/card/card-history.ts';
import { limits } from '../../src/discord/messages/limits.ts';
import { markdown } from '../../src/discord/messages/markdown.ts';
import { plain } from '../../src/text/text.ts';

const at = new Date('2026-11-24T00:00:00Z');
const event = (name: string, reason: string | null = null) => ({
  event: name,
  actorId: '1084413502188232704',
  actorName: 'ada',
  at,
  reason,
});

test('a long history fits a field of a card, with its beginning and its end', () => {
  const story = [
    event('action.proposed'),
    ...Array.from({ length: 9 }, () => event('action.vote')),
    event('action.approved'),
    ...Array.from({ length: 30 }, () => [event('action.failed'), event('action.retried')]).flat(),
    event('action.denied', '*'.repeat(1_000)),
  ];

  const drawn = markdown(historyOf(story));

  expect(drawn.length).toBeLessThanOrEqual(limits.fieldValue);
  const lines = drawn.split('\n');
  expect(lines[0]).toContain('requested it');
  expect(lines[1]).toBe('• … 57 more');
  expect(lines.at(-1)).toContain('denied it');
});

const when = at.toISOString();

test.for([
  ['action.proposed', null, `• ada requested it ${when}`],
  ['action.vote', null, `• ada approved it ${when}`],
  ['action.approved', null, `• ada approved it ${when}`],
  ['action.retried', null, `• ada retried it ${when}`],
  ['action.denied', null, `• ada denied it ${when}`],
  ['action.denied', 'no need', `• ada denied it ${when}`],
  ['action.cancelled', 'no need', `• ada cancelled it ${when}`],
  ['action.undone', null, `• ada undid it ${when}`],
  ['action.kept', null, `• ada made it permanent ${when}`],
  ['action.kept', 'lain is gone', `• automatic revert failed ${when}`],
  ['action.done', null, `• done ${when}`],
  ['action.following', null, `• finishing in Akkoma ${when}`],
  ['action.held', null, `• waiting until Steward is unlocked ${when}`],
  ['action.waiting', null, `• waiting for another action on the same accounts ${when}`],
  ['action.failed', 'x', `• failed ${when}`],
  ['action.stale', null, `• out of date ${when}`],
  ['action.expired', null, `• expired ${when}`],
  ['action.running', null, ''],
] as const)('%s, because of %j, is shown', ([name, reason, line]) => {
  expect(plain(historyOf([event(name, reason)]))).toBe(line);
});

test('a history is shown whole and in order, as long as it fits', () => {
  const story = [
    event('action.proposed'),
    ...Array.from({ length: 14 }, () => event('action.held')),
    event('action.done'),
  ];

  const lines = plain(historyOf(story)).split('\n');

  expect(lines).toHaveLength(16);
  expect([lines[0], lines[1], lines[15]]).toEqual([
    `• ada requested it ${when}`,
    `• waiting until Steward is unlocked ${when}`,
    `• done ${when}`,
  ]);
  expect(plain(historyOf([...story, event('action.undone')])).split('\n')).toEqual([
    `• ada requested it ${when}`,
    '• … 2 more',
    ...lines.slice(3),
    `• ada undid it ${when}`,
  ]);
});

test('an action without events has no history', () => {
  expect(plain(historyOf([]))).toBe('');
});
