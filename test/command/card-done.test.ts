import { describe, expect, test } from 'vitest';
import { type ActionEvent, steward } from '../../src/actions/index.ts';
import { at, cardWith, event, shownOfDecided, when } from './example-card.ts';

test('a running action says since when, and has no buttons', () => {
  expect(cardWith({ state: 'running', updatedAt: at })).toMatchObject({
    tone: 'question',
    title: 'Running',
    line: 'Wave at lain loudly.',
    fields: [...shownOfDecided, `Started: ${when}`],
    inline: ['Started'],
    buttons: [],
  });
});

describe('an action that Akkoma is still finishing', () => {
  test('shows its outcome and how far Akkoma is', () => {
    const following = { state: 'following', operation: 'user.call', outcome: { nickname: 'lain' } } as const;

    expect(cardWith({ ...following, progress: 5 })).toMatchObject({
      tone: 'question',
      title: 'Finishing in Akkoma',
      line: 'Waved at lain. 5 to go.',
      fields: ['Seen by: 2', 'To go: 5'],
      buttons: [],
    });
    expect(cardWith(following)).toMatchObject({ line: 'Waved at lain.', fields: ['Seen by: 2'] });
  });

  test('is named by its operation where its command no longer exists', () => {
    expect(cardWith({ state: 'following', operation: 'user.gone', progress: 5 })).toMatchObject({
      title: 'Finishing in Akkoma',
      line: 'Run /user gone on lain.',
      fields: [],
      buttons: [],
    });
  });
});

describe('a done action', () => {
  const done = { state: 'done', outcome: { nickname: 'lain' } } as const;

  test('shows its outcome and the notes that nobody has seen yet, and can be undone', () => {
    expect(cardWith({ ...done, reason: 'for fun' }, [event('action.done')])).toMatchObject({
      tone: 'done',
      title: 'Done',
      line: 'Waved at lain.',
      fields: ['Reason: for fun', 'Seen by: 2', 'Note: It is loud.'],
      buttons: [{ kind: 'undo', needsApproval: false }],
    });
  });

  test('does not repeat the notes that were shown before it was approved', () => {
    const { fields } = cardWith(done, [event('action.proposed'), event('action.done')]);

    expect(fields).toEqual(['Seen by: 2']);
  });

  test('cannot be undone where its operation cannot', () => {
    expect(cardWith({ ...done, operation: 'user.shout' }).buttons).toEqual([]);
  });

  test('says until when it lasts if it is time-limited, and can be kept', () => {
    const card = cardWith({ ...done, reversesAt: at });

    expect(card.fields).toContain(`Reverts automatically: ${when}`);
    expect(card.inline).toEqual(['Reverts automatically']);
    expect(card.buttons).toEqual([{ kind: 'undo', needsApproval: false }, { kind: 'keep' }]);
  });

  test('that later actions have superseded names them, and says that it stays', () => {
    const card = cardWith({ ...done, reversesAt: at }, [], { superseded: 1, by: [8, 9] });

    expect(card.fields).toContain('No automatic revert: Replaced by actions 8, 9.');
    expect(card.buttons).toEqual([{ kind: 'undo', needsApproval: false }]);
  });

  test('that a later action has superseded in part says how much stays', () => {
    const card = cardWith({ ...done, reversesAt: at }, [], { accounts: 3, superseded: 2, by: [8] });

    expect(card.fields).toContain(
      `Reverts automatically: ${when}, except 2 of 3 accounts, which action 8 changed since.`,
    );
    expect(card.buttons).toEqual([{ kind: 'undo', needsApproval: false }, { kind: 'keep' }]);
  });

  test('that was kept because it could not be undone says why; one that a person kept says who', () => {
    const fieldsAfter = (...history: ActionEvent[]) =>
      cardWith(done, [event('action.proposed'), ...history]).fields;

    expect(fieldsAfter(event('action.kept', 'Steward', 'lain is gone'))).toEqual([
      'Seen by: 2',
      'Automatic revert failed: lain is gone',
    ]);
    expect(fieldsAfter(event('action.kept', 'ivan'))).toEqual([
      'Seen by: 2',
      expect.stringMatching(/^Made permanent: by ivan 2/),
    ]);
    expect(fieldsAfter(event('action.kept', 'Steward', 'lain is gone'), event('action.done'))).toContain(
      'Automatic revert failed: lain is gone',
    );
    expect(fieldsAfter(event('action.done', 'ada', 'for fun'))).toEqual(['Seen by: 2']);
    expect(
      fieldsAfter(
        event('action.kept', 'Steward', 'lain is gone'),
        event('action.kept', 'Steward', 'bob is gone'),
      ),
    ).toContain('Automatic revert failed: bob is gone');
  });

  test('says how Akkoma’s part ended', () => {
    expect(cardWith({ ...done, operation: 'user.call', progress: 0 })).toMatchObject({
      line: 'Waved at lain. 0 to go.',
      fields: ['Seen by: 2', 'To go: 0', 'Note: It is loud.'],
    });
  });

  test('is named by its operation where its command no longer exists', () => {
    expect(cardWith({ ...done, operation: 'user.gone', progress: 5, plan: {} })).toMatchObject({
      line: 'Run /user gone.',
      fields: [],
      buttons: [],
    });
  });

  test('that was undone names the action that undid it, and has no buttons', () => {
    expect(
      cardWith({ ...done, state: 'undone', undoneBy: 9, reversesAt: at }, [
        event('action.proposed'),
        event('action.undone', 'ivan'),
      ]),
    ).toMatchObject({
      tone: 'information',
      title: 'Undone: wave at lain loudly',
      line: 'Undone by ivan with action 9.',
      fields: [],
      buttons: [],
    });
  });

  test('that reverted automatically says so', () => {
    const automatic = { ...event('action.undone', steward.name), actorId: steward.id };

    expect(
      cardWith({ ...done, state: 'undone', undoneBy: 9, reversesAt: at }, [
        event('action.proposed'),
        automatic,
        event('akkoma.unknown'),
      ]),
    ).toMatchObject({
      tone: 'information',
      title: 'Reverted: wave at lain loudly',
      line: 'Reverted automatically by action 9.',
      fields: [],
      buttons: [],
    });
  });
});
