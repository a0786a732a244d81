import { expect, test } from 'vitest';
import { readPlan } from '../../src/actions/approval/stored-plan.ts';
import { countLines } from '../../src/command/index.ts';
import { plain } from '../../src/text/text.ts';

test('a plan stored by the previous version, which named counts in words, is read as the same', () => {
  const counts = {
    'accounts deactivated': 21,
    'accounts that stay deactivated': 2,
    'follows of local accounts that end': 3,
    'local followers unsubscribed': 4,
  };

  const plan = readPlan({ target: 'spam.example', counts, samples: [], warnings: [] });

  expect(plan.counts).toEqual({
    accounts_to_deactivate: 21,
    accounts_kept_deactivated: 2,
    local_follows_ended: 3,
    local_followers_unsubscribed: 4,
  });
  expect(countLines(plan.counts).map(plain)).toEqual([
    'accounts deactivated: 21',
    'accounts kept deactivated: 2',
    'follows of local accounts ended: 3',
    'local followers removed: 4',
  ]);
});

test('the undo parts stored by the previous version are read as the same', () => {
  const counts = {
    'actions undone': 2,
    'accounts put back': 3,
    'follows that come back': 4,
    'follows asked for anew': 5,
    'follows that end': 6,
    'notifications that come back': 7,
    'bookmarks that come back': 8,
    'report notes that come back': 9,
    'invites that can be used again': 10,
    'invites deleted': 11,
    'mails not sent after all': 12,
    'accounts left to an earlier action': 13,
    'left as they are': 14,
  };

  expect(countLines(readPlan({ counts }).counts).map(plain)).toEqual([
    'actions undone: 2',
    'accounts restored: 3',
    'follows restored: 4',
    'follows requested again: 5',
    'follows ended: 6',
    'notifications restored: 7',
    'bookmarks restored: 8',
    'report notes restored: 9',
    'invites restored: 10',
    'invites deleted: 11',
    'unsent mails removed: 12',
    'accounts left to an earlier deactivation: 13',
    'left unchanged: 14',
  ]);
});
