import { describe, expect, test } from 'vitest';
import { Action } from '../../entities/steward/index.ts';
import type { ActionEvent } from '../../src/actions/index.ts';
import { cardOf } from '../../src/command/index.ts';
import { text } from '../../src/text/text.ts';
import { plan, shown } from './example.ts';
import { at, cardWith, catalogue, event, policy, shownOfDecided, shownOfPlan, when } from './example-card.ts';

describe('an action that waits for its requester alone', () => {
  test('is a question with its whole plan', () => {
    expect(cardWith({ state: 'proposed', reason: 'for fun' })).toMatchObject({
      tone: 'question',
      line: 'Wave at lain loudly?',
      body: 'This question expires after 15 minutes.',
      fields: ['Reason: for fun', ...shownOfPlan],
      inline: [],
      footer: 'Action 7',
      buttons: [{ kind: 'yes', secretOf: null }, { kind: 'cancel' }],
      card: { actionId: 7 },
      data: null,
    });
  });

  test('says what cannot be undone, and asks for a secret argument', () => {
    expect(cardWith({ state: 'proposed', operation: 'user.shout' }).fields).toEqual([
      '⚠️ Cannot be undone: A wave is a wave.',
      ...shownOfPlan,
    ]);
    expect(cardWith({ state: 'proposed', operation: 'user.whisper' }).buttons).toEqual([
      { kind: 'yes', secretOf: 'user.whisper' },
      { kind: 'cancel' },
    ]);
    expect(
      cardWith({ state: 'proposed', operation: 'user.whisper', args: { nickname: 'lain', loud: false } })
        .buttons,
    ).toEqual([{ kind: 'yes', secretOf: null }, { kind: 'cancel' }]);
  });
});

describe('an action that waits for approvals', () => {
  test('says who requests it and why, who may approve, who has approved, and until when', () => {
    const history = [event('action.proposed'), event('action.vote', 'ivan')];

    expect(
      cardWith({ state: 'proposed', votesNeeded: 2, reason: 'for fun', deadline: at }, history),
    ).toMatchObject({
      tone: 'question',
      title: 'Approval required: wave at lain loudly',
      line: 'Requested by ada, who can cancel it.',
      fields: [
        'Reason: for fun',
        'Command: /user wave nickname:lain loud:true',
        ...shownOfPlan,
        'Approvals: 1 of 2: ivan · from role 1, role 2, but not the requester. The last approval runs it; one denial ends the request.',
        `Expires: ${when}`,
        `History: • ada requested it ${when}\n• ivan approved it ${when}`,
      ],
      inline: ['Expires'],
      buttons: [{ kind: 'approve' }, { kind: 'deny' }, { kind: 'cancel' }, { kind: 'details' }],
    });
  });

  test('warns first that it is destructive, even where it can be undone', () => {
    expect(cardWith({ state: 'proposed', votesNeeded: 1, tier: 'destructive' }).fields[0]).toBe(
      '⚠️ Destructive: Can be undone with "action undo".',
    );
    expect(cardWith({ state: 'cancelled', tier: 'destructive' }).fields.join()).not.toContain('⚠️');
  });

  test('of an undo says what to do to make the change again, and not that it is impossible', () => {
    const fields = (tier: Action['tier']) =>
      cardWith({
        state: 'proposed',
        votesNeeded: 1,
        tier,
        operation: 'user.repeat',
      }).fields.join();

    expect(fields('destructive')).toMatch(/^⚠️ Destructive: Wave again\./);
    expect(fields('routine')).not.toContain('⚠️');
  });

  test('names all approvers, and nobody where there are none', () => {
    const votes = (...history: ActionEvent[]) =>
      cardWith({ state: 'proposed', votesNeeded: 3 }, history).fields.find((field) =>
        field.startsWith('Approvals'),
      );

    expect(votes(event('action.proposed'))).toMatch(/^Approvals: 0 of 3 · from /);
    expect(votes(event('action.vote', 'ivan'), event('action.vote', 'mo'))).toMatch(
      /^Approvals: 2 of 3: ivan, mo · from /,
    );
  });

  test('is short where it needs one approval, has no deadline and no history but the request', () => {
    const { line, fields } = cardWith({ state: 'proposed', votesNeeded: 1, operation: 'user.shout' }, [
      event('action.proposed'),
    ]);

    expect(line).toBe('Requested by ada, who can cancel it.');
    expect(fields).toEqual([
      '⚠️ Cannot be undone: A wave is a wave.',
      'Command: /user shout nickname:lain loud:true',
      ...shownOfPlan,
      'Approvals: 0 of 1 · from role 1, role 2, but not the requester. The last approval runs it; one denial ends the request.',
    ]);
  });
});

test('an action on a single account shows it, between the request and what would change', () => {
  const target = {
    account: { name: 'lain', profile: 'https://social.test/users/lain', avatar: null },
    field: { name: 'Account', value: text`Registered ${at} · ${7} posts` },
  };
  const drawnWith = (differs: Partial<Action>, drawn: Partial<Parameters<typeof cardOf>[1]>) => {
    const action = Object.assign(new Action(), {
      ...{ id: 7, operation: 'user.wave', args: { nickname: 'lain', loud: true }, plan, votesNeeded: 1 },
      ...{ state: 'proposed', requesterId: '17', requesterName: 'ada', tier: 'routine' },
      ...differs,
    });
    return cardOf({ action, history: [], superseded: null, undoing: null }, { catalogue, policy, ...drawn });
  };

  const card = drawnWith({ reason: 'for fun' }, { target });

  expect(card.account).toEqual(target.account);
  expect(shown(card).fields.slice(0, 4)).toEqual([
    'Reason: for fun',
    'Command: /user wave nickname:lain loud:true',
    `Account: Registered ${when} · 7 posts`,
    'Would change: followers: 3',
  ]);
  expect(drawnWith({}, { target: null }).account).toBeUndefined();
  expect(shown(drawnWith({}, { target: null })).fields.join()).not.toContain('Account');
});

describe('an approved action', () => {
  test('will run in a moment', () => {
    expect(cardWith({ state: 'approved', operation: 'user.shout', deadline: at })).toMatchObject({
      tone: 'question',
      title: 'Approved',
      line: 'Wave at lain loudly. It runs in a moment.',
      fields: ['⚠️ Cannot be undone: A wave is a wave.', ...shownOfDecided, `Expires: ${when}`],
      inline: ['Expires'],
      buttons: [{ kind: 'cancel' }],
    });
    expect(cardWith({ state: 'approved' }).fields).toEqual(shownOfDecided);
  });

  test('says that it waits for the lock to end, where the lock has held it', () => {
    const history = [event('action.proposed'), event('action.approved', 'ivan'), event('action.held')];

    expect(cardWith({ state: 'approved' }, history).line).toBe(
      'Wave at lain loudly. It runs as soon as Steward is unlocked.',
    );
  });

  test('waits for its requester where only they can run it', () => {
    expect(cardWith({ state: 'approved', operation: 'user.whisper' })).toMatchObject({
      line: 'ada can now press "Run now" to wave at lain loudly.',
      fields: expect.arrayContaining(shownOfPlan),
      buttons: [{ kind: 'run', secretOf: 'user.whisper' }, { kind: 'cancel' }],
    });
  });
});
