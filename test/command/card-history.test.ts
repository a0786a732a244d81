import { expect, test } from 'vitest';
import { historyOf } from '../../src/command/card-history.ts';
import { limits } from '../../src/discord/limits.ts';
import { markdown } from '../../src/discord/markdown.ts';

const at = new Date('2026-11-24T00:00:00Z');
const event = (name: string, reason: string | null = null) => ({
  event: name,
  actorId: '1084413502188232704',
  actorName: 'ada',
  at,
  reason,
});

test('a long story fits a field of a card, with how it began and how it ended', () => {
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
  expect(lines[0]).toContain('asked');
  expect(lines[1]).toBe('• … 57 more');
  expect(lines.at(-1)).toContain('denied it');
});
