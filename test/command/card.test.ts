import { describe, expect, test } from 'vitest';
import { Action } from '../../entities/steward/index.ts';
import { type ActionEvent, openPolicy, type Superseded, steward } from '../../src/actions/index.ts';
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

const shownOfPlan = ['Changes: followers: 3', 'Includes: bob, erin', 'Note: It is loud.'];

describe('an action that waits for its requester alone', () => {
  test('is a question with its whole plan', () => {
    expect(cardWith({ state: 'proposed', reason: 'for fun' })).toMatchObject({
      tone: 'question',
      title: 'Are you sure?',
      line: 'Wave at lain loudly?',
      body: 'Expires after 15 minutes.',
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
      line: 'Requested by ada. Needs 2 approvals.',
      fields: [
        'Reason: for fun',
        'Command: /user wave nickname:lain loud:true',
        ...shownOfPlan,
        'Approvers: role 1, role 2, but not the requester',
        'Approvals: 1 of 2: ivan',
        `Expires: ${when}`,
        `History: • ada requested it ${when}\n• ivan approved it ${when}`,
      ],
      inline: ['Approvals', 'Expires'],
      buttons: [{ kind: 'approve' }, { kind: 'deny' }, { kind: 'cancel' }, { kind: 'details' }],
    });
  });

  test('warns first that it is destructive, even where it can be undone', () => {
    expect(cardWith({ state: 'proposed', votesNeeded: 1, tier: 'destructive' }).fields[0]).toBe(
      '⚠️ Destructive: Can be undone with "action undo".',
    );
    expect(cardWith({ state: 'cancelled', tier: 'destructive' }).fields.join()).not.toContain('⚠️');
  });

  test('names all approvers, and nobody where there are none', () => {
    const votes = (...history: ActionEvent[]) =>
      cardWith({ state: 'proposed', votesNeeded: 3 }, history).fields.find((field) =>
        field.startsWith('Approvals'),
      );

    expect(votes(event('action.proposed'))).toBe('Approvals: 0 of 3');
    expect(votes(event('action.vote', 'ivan'), event('action.vote', 'mo'))).toBe(
      'Approvals: 2 of 3: ivan, mo',
    );
  });

  test('is short where it needs one approval, has no deadline and no history but the request', () => {
    const { line, fields } = cardWith({ state: 'proposed', votesNeeded: 1, operation: 'user.shout' }, [
      event('action.proposed'),
    ]);

    expect(line).toBe('Requested by ada. Needs 1 approval.');
    expect(fields).toEqual([
      '⚠️ Cannot be undone: A wave is a wave.',
      'Command: /user shout nickname:lain loud:true',
      ...shownOfPlan,
      'Approvers: role 1, role 2, but not the requester',
      'Approvals: 0 of 1',
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
    return cardOf({ action, history: [], superseded: null }, { catalogue, policy, ...drawn });
  };

  const card = drawnWith({ reason: 'for fun' }, { target });

  expect(card.account).toEqual(target.account);
  expect(shown(card).fields.slice(0, 4)).toEqual([
    'Reason: for fun',
    'Command: /user wave nickname:lain loud:true',
    `Account: Registered ${when} · 7 posts`,
    'Changes: followers: 3',
  ]);
  expect(drawnWith({}, { target: null }).account).toBeUndefined();
  expect(shown(drawnWith({}, { target: null })).fields.join()).not.toContain('Account');
});

describe('an approved action', () => {
  test('will run in a moment', () => {
    expect(cardWith({ state: 'approved', operation: 'user.shout', deadline: at })).toMatchObject({
      tone: 'question',
      title: 'Approved',
      line: 'Wave at lain loudly. It runs in a moment, or as soon as Steward is unlocked.',
      fields: ['⚠️ Cannot be undone: A wave is a wave.', ...shownOfPlan, `Expires: ${when}`],
      inline: ['Expires'],
      buttons: [{ kind: 'cancel' }],
    });
    expect(cardWith({ state: 'approved' }).fields).toEqual(shownOfPlan);
  });

  test('waits for its requester where only they can run it', () => {
    expect(cardWith({ state: 'approved', operation: 'user.whisper' })).toMatchObject({
      line: 'ada can now press "Run now" to wave at lain loudly.',
      buttons: [{ kind: 'run', secretOf: 'user.whisper' }, { kind: 'cancel' }],
    });
  });
});

test('a running action says since when, and has no buttons', () => {
  expect(cardWith({ state: 'running', updatedAt: at })).toMatchObject({
    tone: 'question',
    title: 'Running',
    line: 'Wave at lain loudly.',
    fields: [...shownOfPlan, `Started: ${when}`],
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

    expect(card.fields).toContain(`Reverts automatically: ${when}`);
    expect(card.inline).toEqual(['Reverts automatically']);
    expect(card.buttons).toEqual([{ kind: 'undo' }, { kind: 'keep' }]);
  });

  test('that later actions have superseded names them, and says that it stays', () => {
    const card = cardWith({ ...done, reversesAt: at }, [], { superseded: 1, by: [8, 9] });

    expect(card.fields).toContain('No automatic revert: Replaced by actions 8, 9.');
    expect(card.buttons).toEqual([{ kind: 'undo' }]);
  });

  test('that a later action has superseded in part says how much stays', () => {
    const card = cardWith({ ...done, reversesAt: at }, [], { accounts: 3, superseded: 2, by: [8] });

    expect(card.fields).toContain(
      `Reverts automatically: ${when}, except 2 of 3 accounts, which action 8 changed since.`,
    );
    expect(card.buttons).toEqual([{ kind: 'undo' }, { kind: 'keep' }]);
  });

  test('that was kept because it could not be undone says why; one that a person kept does not', () => {
    const fieldsAfter = (...history: ActionEvent[]) =>
      cardWith(done, [event('action.proposed'), ...history]).fields;

    expect(fieldsAfter(event('action.kept', 'Steward', 'lain is gone'))).toEqual([
      'Seen by: 2',
      'Automatic revert failed: lain is gone',
    ]);
    expect(fieldsAfter(event('action.kept'))).toEqual(['Seen by: 2']);
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
      title: 'Undone',
      line: 'Wave at lain loudly. Undone by action 9.',
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
      title: 'Reverted',
      line: 'Wave at lain loudly. Reverted automatically by action 9.',
      fields: [],
      buttons: [],
    });
  });
});

describe('a failed action', () => {
  test('says why, and can be retried', () => {
    expect(cardWith({ state: 'failed', failure: 'The database took too long.' })).toMatchObject({
      tone: 'failed',
      title: 'Failed',
      line: 'Wave at lain loudly. Nothing was changed.',
      fields: ['Error: The database took too long.'],
      buttons: [{ kind: 'retry' }],
    });
    expect(cardWith({ state: 'failed' }).fields).toEqual(['Error: Unknown.']);
  });

  test('without a plan is shown as it was typed', () => {
    expect(cardWith({ state: 'failed', plan: {} }).line).toBe(
      'Run /user wave nickname:lain loud:true. Nothing was changed.',
    );
    expect(cardWith({ state: 'failed', plan: {}, operation: 'user.gone' }).line).toBe(
      'Run /user gone. Nothing was changed.',
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
      tone: 'refused',
      title: 'Out of date',
      line: 'Wave at lain loudly.',
      body: 'Someone was faster.',
      fields: ['Followers: 3 → 4'],
      buttons: [{ kind: 'again' }],
    });
    expect(cardWith({ state: 'stale' })).toMatchObject({
      line: 'Wave at lain loudly.',
      body: 'What it would do has changed since the request. Nothing was changed.',
      fields: [],
    });
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
    line: 'Wave at lain loudly. Denied by ivan. Nothing was changed.',
    fields: [
      'Command: /user wave nickname:lain loud:true',
      'Reason for denial: no need',
      `History: • ada requested it ${when}\n• mo approved it ${when}\n• ivan denied it ${when}`,
    ],
    buttons: [],
  });
  expect(cardWith(denied, history).mentioned).toEqual(['18']);
  expect(cardWith({ state: 'denied' }, [event('action.denied', 'ivan')]).fields).toEqual([]);
  expect(cardWith({ state: 'denied' }).line).toBe(
    'Wave at lain loudly. Denied by someone. Nothing was changed.',
  );
});

test.for([
  ['cancelled', 'Cancelled', 'Wave at lain loudly. Nothing was changed.', []],
  ['expired', 'Expired', 'Wave at lain loudly. Nothing was changed.', [{ kind: 'again' }]],
] as const)('a card that is %s says so', ([state, title, line, buttons]) => {
  expect(cardWith({ state })).toMatchObject({ tone: 'refused', title, line, fields: [], buttons });
});

test('the card of an action whose command no longer exists shows what is stored, and who has approved', () => {
  expect(
    cardWith({ state: 'proposed', operation: 'user.gone', votesNeeded: 1 }, [event('action.proposed')]),
  ).toMatchObject({
    title: 'Approval required: run /user gone on lain',
    line: 'Requested by ada. Needs 1 approval.',
    fields: [...shownOfPlan, 'Approvers: role 1, role 2, but not the requester', 'Approvals: 0 of 1'],
    buttons: [],
  });
  expect(cardWith({ state: 'approved', operation: 'user.gone' }).line).toMatch(
    /^Run \/user gone on lain\. It runs in a moment/,
  );
});
