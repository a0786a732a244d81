import { describe, expect, test } from 'vitest';
import { plan } from './example.ts';
import { cardWith, event, shownOfPlan, when } from './example-card.ts';

describe('a failed action', () => {
  test('says why, and can be retried', () => {
    expect(cardWith({ state: 'failed', failure: 'The database took too long.' })).toMatchObject({
      tone: 'failed',
      title: 'Failed: wave at lain loudly',
      line: 'Nothing was changed.',
      fields: ['Error: The database took too long.'],
      buttons: [{ kind: 'retry' }],
    });
    expect(cardWith({ state: 'failed' }).fields).toEqual(['Error: Unknown.']);
  });

  test('without a plan is shown as it was typed', () => {
    expect(cardWith({ state: 'failed', plan: {} })).toMatchObject({
      title: 'Failed: run /user wave nickname:lain loud:true',
    });
    expect(cardWith({ state: 'failed', plan: {}, operation: 'user.gone' })).toMatchObject({
      title: 'Failed: run /user gone',
    });
  });

  test('cannot be retried where not all of its arguments are kept', () => {
    expect(cardWith({ state: 'failed', operation: 'user.whisper' }).buttons).toEqual([]);
    expect(cardWith({ state: 'failed', args: { who: 'lain' } }).buttons).toEqual([]);
  });

  test('that only its requester can run is requested again, if others see its card', () => {
    const hum = { state: 'failed', operation: 'user.hum' } as const;
    expect(cardWith({ ...hum, votesNeeded: 1 })).toMatchObject({
      body: 'Only ada can request it again; it then needs new approvals.',
      buttons: [{ kind: 'again' }],
    });
    expect(cardWith(hum).buttons).toEqual([]);
    expect(cardWith(hum)).not.toHaveProperty('body');
  });
});

describe('a stale action', () => {
  test('says what differs now, and can be asked for again', () => {
    const currentPlan = { ...plan, counts: { followers: 4 } };

    expect(cardWith({ state: 'stale', failure: 'Someone was faster.', currentPlan })).toMatchObject({
      tone: 'refused',
      title: 'Out of date: wave at lain loudly',
      line: 'Someone was faster.',
      body: 'Only ada can request it again.',
      fields: ['Followers: 3 → 4'],
      buttons: [{ kind: 'again' }],
    });
    expect(cardWith({ state: 'stale' })).toMatchObject({
      line: 'What it would do has changed since the request. Nothing was changed.',
      fields: [],
    });
  });

  test('cannot be asked for again where not all of its arguments are kept', () => {
    const whispered = cardWith({ state: 'stale', operation: 'user.whisper' });
    expect(whispered.buttons).toEqual([]);
    expect(whispered).not.toHaveProperty('body');
  });
});

test('a denied action says who denied it, and why', () => {
  const denied = { state: 'denied', votesNeeded: 1 } as const;
  const history = [
    event('action.proposed'),
    event('action.vote', 'mo'),
    { ...event('action.denied', 'ivan', 'no need'), actorId: '18' },
  ];

  expect(cardWith(denied, history)).toMatchObject({
    tone: 'refused',
    title: 'Denied: wave at lain loudly',
    line: 'Denied by ivan. Nothing was changed.',
    fields: [
      'Command: /user wave nickname:lain loud:true',
      'Reason for denial: no need',
      `History: • ada requested it ${when}\n• mo approved it ${when}\n• ivan denied it ${when}`,
    ],
    buttons: [],
  });
  expect(cardWith(denied, history).mentioned).toEqual(['18']);
  expect(cardWith({ state: 'denied' }, [event('action.denied', 'ivan')]).fields).toEqual([]);
  expect(cardWith({ state: 'denied' }).line).toBe('Denied by someone. Nothing was changed.');
});

test.for([
  ['cancelled', 'Cancelled: wave at lain loudly', 'Nothing was changed.', []],
  ['expired', 'Expired: wave at lain loudly', 'Nothing was changed.', [{ kind: 'again' }]],
] as const)('a card that is %s says so', ([state, title, line, buttons]) => {
  expect(cardWith({ state })).toMatchObject({ tone: 'refused', title, line, fields: [], buttons });
});

test('the card of an action whose command no longer exists shows what is stored, and who has approved', () => {
  expect(
    cardWith({ state: 'proposed', operation: 'user.gone', votesNeeded: 1 }, [event('action.proposed')]),
  ).toMatchObject({
    title: 'Approval required: run /user gone on lain',
    line: 'Requested by ada, who can cancel it.',
    fields: [
      ...shownOfPlan,
      'Approvals: 0 of 1 · from role 1, role 2, but not the requester. The last approval runs it; one denial ends the request.',
    ],
    buttons: [],
  });
  expect(cardWith({ state: 'approved', operation: 'user.gone' }).line).toMatch(
    /^Run \/user gone on lain\. It runs in a moment/,
  );
});
