import { describe, expect, test } from 'vitest';
import { Action } from '../../entities/steward/index.ts';
import { type ActionEvent, openPolicy, type Superseded } from '../../src/actions/index.ts';
import { cardOf, createCatalogue } from '../../src/command/index.ts';
import { text } from '../../src/text/text.ts';
import { plan, shown, wave } from './example.ts';

const at = new Date('2027-04-05T06:07:08Z');
const when = '2027-04-05T06:07:08.000Z';

const impossible = { undo: { impossible: text`A wave is a wave.` } };
const secret = {
  input: { title: 'Password', label: 'New password' },
  wanted: ({ loud }: { loud: boolean }) => loud,
};

/** Commands that differ in what can be done with their actions. */
const catalogue = createCatalogue([
  {
    name: 'user',
    description: 'Accounts',
    commands: [
      wave(),
      wave({ name: 'shout' }, { name: 'user.shout', ...impossible }),
      wave({ name: 'whisper', secret }, { name: 'user.whisper', secretArgs: ['nickname'] }),
      wave(
        {
          name: 'call',
          progress: (progress) => ({
            line: text`${String(progress)} to go.`,
            fields: [{ name: 'To go', value: text`${String(progress)}` }],
          }),
        },
        { name: 'user.call' },
      ),
    ],
  },
]);

const agreement = { votes: 2, roleSets: [['1', '2']], voteWithin: 0, runWithin: 0 };
const policy = { ...openPolicy(100), requirementFor: () => agreement };

const event = (name: string, actorName = 'ada', reason: string | null = null): ActionEvent => ({
  event: name,
  actorId: '17',
  actorName,
  at,
  reason,
});

/** Returns the card of an action that ada asked for, with the usual values except for the given ones. */
function cardWith(
  differs: Partial<Action>,
  history: readonly ActionEvent[] = [],
  decided: Partial<Superseded> = {},
) {
  const action = Object.assign(new Action(), {
    id: 7,
    operation: 'user.wave',
    args: { nickname: 'lain', loud: true },
    reason: null,
    tier: 'routine',
    requesterId: '17',
    requesterName: 'ada',
    plan,
    outcome: null,
    failure: null,
    votesNeeded: 0,
    deadline: null,
    currentPlan: null,
    progress: null,
    reversesAt: null,
    undoneBy: null,
    ...differs,
  });
  const superseded = action.reversesAt == null ? null : { accounts: 1, superseded: 0, by: [], ...decided };
  const reply = cardOf({ action, history, superseded }, { catalogue, policy });
  return {
    ...shown(reply),
    buttons: reply.card?.buttons,
    inline: inlineOf(reply.fields),
    card: reply.card,
    data: reply.data,
    mentioned: reply.line.flatMap((piece) =>
      typeof piece === 'object' && 'person' in piece ? piece.person : [],
    ),
  };
}

const inlineOf = (fields: Parameters<typeof shown>[0]['fields'] = []) =>
  fields.filter(({ inline }) => inline === true).map(({ name }) => name);

const shownOfPlan = ['Followers: 3', 'Includes: bob, erin', 'Note: It is loud.'];

describe('an action that waits for its requester alone', () => {
  test('is a question with its whole plan', () => {
    expect(cardWith({ state: 'proposed', reason: 'for fun' })).toMatchObject({
      tone: 'question',
      title: 'Confirmation required',
      line: 'Wave at lain loudly?',
      body: 'Nothing has been changed yet. This waits 15 minutes for your answer.',
      fields: [...shownOfPlan, 'Reason: for fun'],
      inline: ['Followers'],
      footer: 'Action 7',
      buttons: [{ kind: 'yes', secretOf: null }, { kind: 'cancel' }],
      card: { actionId: 7 },
      data: null,
    });
  });

  test('says what cannot be undone, and asks for a secret argument', () => {
    expect(cardWith({ state: 'proposed', operation: 'user.shout' }).fields).toEqual([
      ...shownOfPlan,
      'Cannot be undone: A wave is a wave.',
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
  test('says who asks for it and why, who may approve, who has approved, and until when', () => {
    const history = [event('action.proposed'), event('action.vote', 'ivan')];

    expect(
      cardWith({ state: 'proposed', votesNeeded: 2, reason: 'for fun', deadline: at }, history),
    ).toMatchObject({
      tone: 'question',
      title: 'Approval required',
      line: 'ada asks: Wave at lain loudly? 2 others must agree.',
      body: 'Nothing has been changed yet.',
      fields: [
        'Asked for: /user wave nickname:lain loud:true',
        ...shownOfPlan,
        'Who may agree: role 1, role 2, but not whoever asks',
        'Approvals: 1 of 2: ivan',
        `Expires: ${when}`,
        'Reason: for fun',
        `History: • ada asked ${when}\n• ivan agreed ${when}`,
      ],
      inline: ['Followers', 'Votes', 'Lapses'],
      buttons: [{ kind: 'approve' }, { kind: 'deny' }, { kind: 'cancel' }, { kind: 'details' }],
    });
  });

  test('names all approvers, and nobody where there are none', () => {
    const votes = (...history: ActionEvent[]) =>
      cardWith({ state: 'proposed', votesNeeded: 3 }, history).fields.find((field) =>
        field.startsWith('Votes'),
      );

    expect(votes(event('action.proposed'))).toBe('Approvals: 0 of 3');
    expect(votes(event('action.vote', 'ivan'), event('action.vote', 'mo'))).toBe(
      'Approvals: 2 of 3: ivan, mo',
    );
  });

  test('needs one other where it needs one approval, and has no deadline where none is set', () => {
    const { line, fields } = cardWith({ state: 'proposed', votesNeeded: 1, operation: 'user.shout' });

    expect(line).toBe('ada asks: Wave at lain loudly? One other must agree.');
    expect(fields).toContain('Cannot be undone: A wave is a wave.');
    expect(fields.join()).not.toContain('Lapses');
  });
});

describe('an approved action', () => {
  test('will run in a moment', () => {
    expect(cardWith({ state: 'approved', operation: 'user.shout', deadline: at })).toMatchObject({
      tone: 'question',
      title: 'Approved',
      line: 'Agreed: Wave at lain loudly? It is done in a moment; where Steward is locked, once that is over.',
      body: 'Nothing has been changed yet.',
      fields: [...shownOfPlan, 'Cannot be undone: A wave is a wave.', `Expires: ${when}`],
      inline: ['Followers', 'Lapses'],
      buttons: [{ kind: 'cancel' }],
    });
    expect(cardWith({ state: 'approved' }).fields).toEqual(shownOfPlan);
  });

  test('waits for its requester where only they can run it', () => {
    expect(cardWith({ state: 'approved', operation: 'user.whisper' })).toMatchObject({
      line: 'Agreed: Wave at lain loudly? ada can now press "Do it".',
      buttons: [{ kind: 'run', secretOf: 'user.whisper' }, { kind: 'cancel' }],
    });
  });
});

test('a running action says since when, and has no buttons', () => {
  expect(cardWith({ state: 'running', updatedAt: at })).toMatchObject({
    tone: 'question',
    title: 'Running',
    line: 'Running: Wave at lain loudly?',
    fields: [...shownOfPlan, `Since: ${when}`],
    inline: ['Followers', 'Since'],
    buttons: [],
  });
});

describe('an action that Akkoma is still finishing', () => {
  test('shows its outcome and how far Akkoma is', () => {
    const following = { state: 'following', operation: 'user.call', outcome: { nickname: 'lain' } } as const;

    expect(cardWith({ ...following, progress: 5 })).toMatchObject({
      tone: 'done',
      title: 'Akkoma is at its part',
      line: 'Waved at lain. 5 to go.',
      fields: ['Seen by: 2', 'To go: 5'],
      buttons: [],
    });
    expect(cardWith(following)).toMatchObject({ line: 'Waved at lain.', fields: ['Seen by: 2'] });
  });

  test('says that Akkoma is not finished where its command no longer exists', () => {
    expect(cardWith({ state: 'following', operation: 'user.gone', progress: 5 })).toMatchObject({
      line: 'Akkoma is still at its part.',
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
      fields: ['Seen by: 2', 'Note: It is loud.', 'Reason: for fun'],
      buttons: [{ kind: 'undo' }],
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

    expect(card.fields).toContain(`Undone by itself: ${when}`);
    expect(card.inline).toEqual(['Reverts automatically']);
    expect(card.buttons).toEqual([{ kind: 'undo' }, { kind: 'keep' }]);
  });

  test('that later actions have superseded names them, and says that it stays', () => {
    const card = cardWith({ ...done, reversesAt: at }, [], { superseded: 1, by: [8, 9] });

    expect(card.fields).toContain('Undone by itself: No longer: actions 8, 9 decided about it since.');
    expect(card.buttons).toEqual([{ kind: 'undo' }]);
  });

  test('that a later action has superseded in part says how much stays', () => {
    const card = cardWith({ ...done, reversesAt: at }, [], { accounts: 3, superseded: 2, by: [8] });

    expect(card.fields).toContain(
      `Undone by itself: ${when}, except 2 of 3 accounts: action 8 decided about them since.`,
    );
    expect(card.buttons).toEqual([{ kind: 'undo' }, { kind: 'keep' }]);
  });

  test('that was kept because it could not be undone says why; one that a person kept does not', () => {
    const fieldsAfter = (...history: ActionEvent[]) =>
      cardWith(done, [event('action.proposed'), ...history]).fields;

    expect(fieldsAfter(event('action.kept', 'Steward', 'lain is gone'))).toEqual([
      'Seen by: 2',
      'Could not be undone by itself: lain is gone',
    ]);
    expect(fieldsAfter(event('action.kept'))).toEqual(['Seen by: 2']);
    expect(fieldsAfter(event('action.kept', 'Steward', 'lain is gone'), event('action.done'))).toContain(
      'Could not be undone by itself: lain is gone',
    );
    expect(fieldsAfter(event('action.done', 'ada', 'for fun'))).toEqual(['Seen by: 2']);
    expect(
      fieldsAfter(
        event('action.kept', 'Steward', 'lain is gone'),
        event('action.kept', 'Steward', 'bob is gone'),
      ),
    ).toContain('Could not be undone by itself: bob is gone');
  });

  test('says how Akkoma’s part ended', () => {
    expect(cardWith({ ...done, operation: 'user.call', progress: 0 })).toMatchObject({
      line: 'Waved at lain. 0 to go.',
      fields: ['Seen by: 2', 'To go: 0', 'Note: It is loud.'],
    });
  });

  test('is named by its operation where its command no longer exists', () => {
    expect(cardWith({ ...done, operation: 'user.gone', progress: 5, plan: {} })).toMatchObject({
      line: 'Done: user.gone.',
      fields: [],
      buttons: [],
    });
  });

  test('that was undone names the action that undid it, and has no buttons', () => {
    expect(
      cardWith({ ...done, state: 'undone', undoneBy: 9, reversesAt: at }, [event('action.proposed')]),
    ).toMatchObject({
      tone: 'information',
      title: 'Undone',
      line: 'Undone by action 9. It was: Waved at lain.',
      fields: ['Seen by: 2'],
      buttons: [],
    });
  });
});

describe('a failed action', () => {
  test('says why, and can be retried', () => {
    expect(cardWith({ state: 'failed', failure: 'The database took too long.' })).toMatchObject({
      tone: 'failed',
      title: 'Failed',
      line: 'Failed, and nothing was changed: Wave at lain loudly?',
      fields: ['Why: The database took too long.'],
      buttons: [{ kind: 'retry' }],
    });
    expect(cardWith({ state: 'failed' }).fields).toEqual(['Why: Nobody knows.']);
  });

  test('without a plan is shown as it was typed', () => {
    expect(cardWith({ state: 'failed', plan: {} }).line).toBe(
      'Failed, and nothing was changed: /user wave nickname:lain loud:true',
    );
    expect(cardWith({ state: 'failed', plan: {}, operation: 'user.gone' }).line).toBe(
      'Failed, and nothing was changed: Do user.gone on ?',
    );
  });

  test('cannot be retried where not all of its arguments are kept', () => {
    expect(cardWith({ state: 'failed', operation: 'user.whisper' }).buttons).toEqual([]);
    expect(cardWith({ state: 'failed', args: { who: 'lain' } }).buttons).toEqual([]);
  });
});

describe('a stale action', () => {
  test('says what differs now, and can be asked for again', () => {
    const currentPlan = { ...plan, counts: { followers: 4 } };

    expect(cardWith({ state: 'stale', failure: 'Someone was faster.', currentPlan })).toMatchObject({
      tone: 'failed',
      title: 'Out of date',
      line: 'Someone was faster.',
      fields: ['Followers: 3 → 4'],
      buttons: [{ kind: 'again' }],
    });
    expect(cardWith({ state: 'stale' })).toMatchObject({ line: 'Things have changed.', fields: [] });
  });

  test('cannot be asked for again where not all of its arguments are kept', () => {
    expect(cardWith({ state: 'stale', operation: 'user.whisper' }).buttons).toEqual([]);
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
    title: 'Denied',
    line: 'ivan denied it, and nothing was changed: Wave at lain loudly?',
    fields: [
      'Asked for: /user wave nickname:lain loud:true',
      'Denied because: no need',
      `History: • ada asked ${when}\n• mo agreed ${when}\n• ivan denied it ${when}: no need`,
    ],
    buttons: [],
  });
  expect(cardWith(denied, history).mentioned).toEqual(['18']);
  expect(cardWith({ state: 'denied' }, [event('action.denied', 'ivan')]).fields).toEqual([]);
  expect(cardWith({ state: 'denied' }).line).toBe(
    'Someone denied it, and nothing was changed: Wave at lain loudly?',
  );
});

test.for([
  ['cancelled', 'Cancelled', 'Cancelled, and nothing was changed: Wave at lain loudly?', []],
  ['expired', 'Expired', 'Expired, and nothing was changed: Wave at lain loudly?', [{ kind: 'again' }]],
] as const)('a card that is %s says so', ([state, title, line, buttons]) => {
  expect(cardWith({ state })).toMatchObject({ tone: 'refused', title, line, fields: [], buttons });
});

test('the card of an action whose command no longer exists shows what is stored, and who has approved', () => {
  expect(
    cardWith({ state: 'proposed', operation: 'user.gone', votesNeeded: 1 }, [event('action.proposed')]),
  ).toMatchObject({
    line: 'ada asks: Do user.gone on lain? One other must agree.',
    fields: [
      ...shownOfPlan,
      'Who may agree: role 1, role 2, but not whoever asks',
      'Approvals: 0 of 1',
      `History: • ada asked ${when}`,
    ],
    buttons: [],
  });
  expect(cardWith({ state: 'approved', operation: 'user.gone' }).line).toMatch(/It is done in a moment/);
});
