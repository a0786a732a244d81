import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { Action } from '../../entities/steward/index.ts';
import { openPolicy } from '../../src/actions/index.ts';
import { cardOf } from '../../src/command/index.ts';
import { plain } from '../../src/text/text.ts';
import { removal } from './example-removal.ts';

const sending = {
  phase: 'sending',
  state: 'waiting',
  began: '2027-04-05T06:07:08.000Z',
  moved: '2027-04-05T06:07:08.000Z',
  unsent: 3,
  unsent_at_start: 9,
};

test.for([
  ['following', { phase: 'posts', of: 400, left: 200 }, 'Running', '200 of 400 posts'],
  ['following', sending, 'Finishing in Akkoma', 'Akkoma is notifying other servers.'],
  ['following', { ...removal, state: 'taken' }, 'Finishing in Akkoma', 'Akkoma is deleting the rest'],
  [
    'following',
    { ...removal, state: 'looking' },
    'Running',
    'Steward checks again whether any of it reappears.',
  ],
  ['done', { ...removal, state: 'finished' }, 'Done', 'Akkoma has deleted the rest.'],
] as const)('the card of a removal that is %s with %j is titled "%s"', ([state, progress, title, line]) => {
  const action = Object.assign(new Action(), {
    id: 7,
    operation: 'user.rm',
    args: { nickname: 'lain' },
    tier: 'destructive',
    state,
    requesterId: '17',
    requesterName: 'ada',
    plan: { target: 'lain', counts: {} },
    outcome: { nickname: 'lain', id: '9xcI7dNFcQGlAIJpVQ', removed: true, deleted: null },
    votesNeeded: 0,
    progress,
  });

  const card = cardOf(
    { action, history: [], superseded: null, undoing: null },
    { catalogue, policy: openPolicy(100) },
  );

  expect(plain(card.title ?? [])).toBe(title);
  expect(plain(card.line)).toContain(line);
});
