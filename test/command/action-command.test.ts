import { describe, expect, test } from 'vitest';
import { NeedsConfirmation, NeedsReason, type Perform, type Propose } from '../../src/actions/index.ts';
import { cancelled } from '../../src/command/index.ts';
import { fingerprint, type Plan } from '../../src/operations/index.ts';
import { Conflict, Invalid, NotFound } from '../../src/text/errors.ts';
import type { Reply } from '../../src/text/reply.ts';
import { plain, text } from '../../src/text/text.ts';
import { ada, contextWith, plan, shown, wave } from './example.ts';

const agreement = (votes: number) => ({ votes, roleSets: [[]], voteWithin: 0, runWithin: 0 });
const impossible = { undo: { impossible: text`A wave is a wave.` } };
const destructive = { tier: 'destructive', ...impossible } as const;

/** A context that performs, or proposes with this number of votes; and the requests that it received. */
function helpful(votes = 0, isWaiting = false) {
  const asked: Record<string, object>[] = [];
  const perform: Perform = async (request) => {
    asked.push({ performed: request });
    return {
      actionId: 7,
      plan,
      outcome: { nickname: 'lain' } as never,
      secrets: { link: 'https://social.test/x' },
    };
  };
  const propose: Propose = async (request) => {
    asked.push({ proposed: request });
    return { actionId: 8, plan, requirement: agreement(votes), isWaiting };
  };
  return { asked, context: contextWith({ perform, propose, preview: async () => plan }) };
}

test('a command passes its arguments on with its caller, and answers with the outcome', async () => {
  const { asked, context } = helpful();

  const reply = await wave().prepare({ nickname: 'lain', loud: true, reason: 'for fun' })(context);

  expect(asked).toMatchObject([
    {
      performed: {
        operation: { name: 'user.wave' },
        args: { nickname: 'lain', loud: true },
        reason: 'for fun',
        caller: ada,
        interactionId: 'i1',
        interactionToken: 't1',
        visibility: 'public',
        secret: null,
        refuseIfConfirmationNeeded: true,
      },
    },
  ]);
  expect(asked[0]?.performed).toHaveProperty('args', { nickname: 'lain', loud: true });
  expect(shown(reply)).toEqual({
    tone: 'done',
    title: 'Done',
    line: 'Waved at lain.',
    fields: ['Reason: for fun', 'Seen by: 2', 'Note: It is loud.'],
    footer: 'Action 7',
  });
  expect(reply).toMatchObject({
    card: { actionId: 7, buttons: [] },
    data: { action: 7, outcome: { nickname: 'lain' }, link: 'https://social.test/x' },
  });
});

test('a reason may be left out, and none is invented', async () => {
  const { asked, context } = helpful();

  const reply = await wave({ reply: () => ({ line: text`Waved.` }) }).prepare({ nickname: 'lain' })(context);

  expect(asked).toMatchObject([{ performed: { reason: null, args: { nickname: 'lain', loud: false } } }]);
  expect(shown(reply).fields).toEqual(['Note: It is loud.']);
});

test('a secret argument is passed on, and a private answer stays private', async () => {
  const { asked, context } = helpful();

  await wave({ visibility: 'private' }).prepare({ nickname: 'lain' })({ ...context, secret: 'hunter2' });

  expect(asked).toMatchObject([{ performed: { secret: 'hunter2', visibility: 'private' } }]);
});

test('arguments that default to the caller are filled in', async () => {
  const { asked, context } = helpful();
  const command = wave({ complete: (args, caller) => ({ ...args, nickname: caller.name }) });

  await command.prepare({ nickname: 'me' })(context);

  expect(asked).toMatchObject([{ performed: { args: { nickname: 'ada' } } }]);
});

test('a revealed secret is part of the caller’s answer', async () => {
  const { context } = helpful();
  const command = wave({ reply: (_outcome, { link = '' }) => ({ line: text`See ${link}.` }) });

  expect(shown(await command.prepare({ nickname: 'lain' })(context)).line).toBe('See https://social.test/x.');
});

test.for([
  [{ nickname: '' }, /nickname: must not be empty/],
  [{}, /nickname: /],
  [{ nickname: 'lain', reason: 'x'.repeat(1_001) }, /reason: must have at most 1000 characters/],
  [{ nickname: 'lain', reason: 'a\0b' }, /Invalid reason: must not contain NUL/],
  [{ nickname: 'lain', dry_run: 'perhaps' }, /dry_run: /],
  [
    { nickname: 'lain', nick: 'x', name: 'y' },
    /^Invalid nick: this command has no such option\.\nInvalid name: this command has no such option\.$/,
  ],
  [
    { nickname: 'a b', reason: 'a\0b' },
    /Invalid nickname: must be one word.*\nInvalid reason: must not contain/,
  ],
] as const)(
  'invalid arguments are refused before anything is done, all of them in one answer: %j',
  ([raw, sentence]) => {
    expect(() => wave().prepare(raw)).toThrow(Invalid);
    expect(() => wave().prepare(raw)).toThrow(sentence);
  },
);

test('a reason may be long, and an option may be left undefined', () => {
  expect(() =>
    wave().prepare({ nickname: 'lain', reason: 'x'.repeat(1_000), loud: undefined }),
  ).not.toThrow();
  expect(() => wave().prepare({ nickname: 'lain', reason: '' })).not.toThrow();
});

test('where a command requires a reason, an empty one does not count', () => {
  const command = wave({ needsReason: true });

  expect(command.options.find(({ name }) => name === 'reason')?.required).toBe(true);
  expect(() => command.prepare({ nickname: 'lain' })).toThrow(/reason: /);
  expect(() => command.prepare({ nickname: 'lain', reason: '' })).toThrow('reason: must not be empty');
  expect(() => command.prepare({ nickname: 'lain', reason: 'x' })).not.toThrow();
});

test('every command that changes something takes a reason and a dry run in addition to its own options', () => {
  expect(wave().options.map(({ name, description, required }) => [name, description, required])).toEqual([
    ['nickname', 'Nickname, such as lain, or bob@remote.example for a remote account', true],
    ['loud', 'So that everybody hears', false],
    ['reason', 'Reason, for the audit log', false],
    ['dry_run', 'Show what would happen and change nothing', false],
  ]);
});

describe('a dry run', () => {
  test('says what would happen, and changes nothing', async () => {
    const { asked, context } = helpful();
    const command = wave(
      { details: ({ loud }) => [{ name: 'Loud', value: text`${String(loud)}` }] },
      destructive,
    );

    const reply = await command.prepare({ nickname: 'lain', reason: 'for fun', dry_run: true })(context);

    expect(asked).toEqual([]);
    expect(shown(reply)).toEqual({
      tone: 'information',
      title: 'Dry run',
      line: 'Wave at lain. Nothing was changed.',
      fields: [
        'Reason: for fun',
        'Loud: false',
        'Cannot be undone: A wave is a wave.',
        'Changes: followers: 3',
        'Includes: bob, erin',
        'Note: It is loud.',
      ],
    });
    expect(reply.fields?.filter(({ inline }) => inline === true)).toEqual([]);
    expect(reply.data).toEqual({
      dry_run: true,
      target: 'lain',
      counts: { followers: 3 },
      samples: ['bob', 'erin'],
      warnings: ['It is loud.'],
    });
  });

  test('leaves out empty fields', async () => {
    const bare = { target: 'lain', counts: {}, samples: [], warnings: [], facts: {} };
    const context = contextWith({ preview: async () => bare });

    const reply = await wave().prepare({ nickname: 'lain', dry_run: true })(context);

    expect(shown(reply).fields).toEqual([]);
  });

  test('shows several notes in one field', async () => {
    const notes = { ...plan, counts: {}, samples: [], warnings: [text`One.`, text`Two.`] };
    const context = contextWith({ preview: async () => notes });

    const reply = await wave().prepare({ nickname: 'lain', dry_run: true })(context);

    expect(shown(reply).fields).toEqual(['Notes: • One.\n• Two.']);
  });
});

test('what is so before is said before, and not repeated afterwards; what needs care is said in any case', async () => {
  const careful = { ...plan, before: [text`It is night.`] };
  const { context } = helpful();
  const perform: Perform = async () => ({
    ...{ actionId: 7, plan: careful, outcome: { nickname: 'lain' } as never, secrets: {} },
  });
  const also = { ...context, perform, preview: async () => careful };

  const before = await wave().prepare({ nickname: 'lain', dry_run: true })(also);
  const afterwards = await wave().prepare({ nickname: 'lain' })(also);

  expect(shown(before).fields.at(-1)).toBe('Notes: • It is night.\n• It is loud.');
  expect(before.data).toMatchObject({ warnings: ['It is night.', 'It is loud.'] });
  expect(shown(afterwards).fields).toEqual(['Seen by: 2', 'Note: It is loud.']);
});

test('the counts stand in one line, without those that are 0, unless 0 is the answer', async () => {
  const fieldsFor = async (counts: Plan['counts']) => {
    const context = contextWith({ preview: async () => ({ ...plan, samples: [], warnings: [], counts }) });
    return shown(await wave().prepare({ nickname: 'lain', dry_run: true })(context)).fields;
  };

  expect(await fieldsFor({ posts: 4, followers: 0, accounts_to_deactivate: 21, likes: 1 })).toEqual([
    'Changes: accounts deactivated: 21 · posts, private ones included: 4 · likes: 1',
  ]);
  expect(await fieldsFor({ posts: 0, followers: 0 })).toEqual([]);
  expect(await fieldsFor({ posts: 0, sessions_ended: 0 })).toEqual(['Changes: sessions ended: 0']);
});

describe('in a terminal', () => {
  test('a destructive command asks first, and shows its whole plan', async () => {
    const { asked, context } = helpful();
    const questions: Reply[] = [];
    const ask = async (question: Reply) => questions.push(question) > 0;

    const reply = await wave({}, destructive).prepare({ nickname: 'lain', reason: 'for fun' })({
      ...context,
      ask,
    });

    expect(questions.map(shown)).toEqual([
      {
        tone: 'question',
        title: 'Are you sure?',
        line: 'Wave at lain?',
        fields: [
          'Reason: for fun',
          'Cannot be undone: A wave is a wave.',
          'Changes: followers: 3',
          'Includes: bob, erin',
          'Note: It is loud.',
        ],
      },
    ]);
    expect(questions[0]).not.toHaveProperty('card');
    expect(questions[0]?.data).toMatchObject({ proposed: null, target: 'lain' });
    expect(asked).toMatchObject([
      { performed: { confirmedFingerprint: fingerprint(plan), args: { nickname: 'lain' } } },
    ]);
    // The question has shown the warnings already.
    expect(shown(reply).fields).toEqual(['Reason: for fun', 'Seen by: 2']);
  });

  test('a no ends the command, and nothing is changed', async () => {
    const { asked, context } = helpful();

    const reply = await wave({}, destructive).prepare({ nickname: 'lain' })({
      ...context,
      ask: async () => false,
    });

    expect(asked).toEqual([]);
    expect(shown(reply)).toEqual({ tone: 'refused', line: 'Cancelled. Nothing was changed.', fields: [] });
    expect(reply.data).toEqual({ cancelled: true });
  });

  test('a command that does not always ask never asks: scripts must be able to rely on it', async () => {
    const { asked, context } = helpful();
    const ask = async (): Promise<boolean> => {
      throw new Error('Nobody is to be asked');
    };

    await wave().prepare({ nickname: 'lain' })({ ...context, ask });

    expect(asked).toMatchObject([{ performed: { refuseIfConfirmationNeeded: false } }]);
  });
});

describe('where the answer comes by a button', () => {
  test('a destructive command is proposed for its caller’s confirmation', async () => {
    const { asked, context } = helpful();

    const reply = await wave({}, destructive).prepare({ nickname: 'lain', loud: true, reason: 'for fun' })(
      context,
    );

    expect(asked).toMatchObject([
      { proposed: { args: { nickname: 'lain', loud: true }, reason: 'for fun' } },
    ]);
    expect(shown(reply)).toEqual({
      tone: 'question',
      title: 'Are you sure?',
      line: 'Wave at lain loudly?',
      body: 'Expires after 15 minutes.',
      fields: [
        'Reason: for fun',
        'Cannot be undone: A wave is a wave.',
        'Changes: followers: 3',
        'Includes: bob, erin',
        'Note: It is loud.',
      ],
      footer: 'Action 8',
    });
    expect(reply.card).toEqual({
      actionId: 8,
      buttons: [{ kind: 'yes', secretOf: null }, { kind: 'cancel' }],
    });
    expect(reply.data).toMatchObject({ proposed: 8, target: 'lain' });
  });

  test('the confirmation asks for a secret argument, where the command has one', async () => {
    const { context } = helpful();
    const secret = {
      input: { title: 'Password', label: 'New password' },
      wanted: ({ loud }: { loud: boolean }) => loud,
    };
    const command = wave({ asks: true, secret });
    const yesTo = async (loud: boolean) =>
      (await command.prepare({ nickname: 'lain', loud })(context)).card?.buttons[0];

    expect(await yesTo(true)).toEqual({ kind: 'yes', secretOf: 'user.wave' });
    expect(await yesTo(false)).toEqual({ kind: 'yes', secretOf: null });
    expect(command.secretInput).toEqual({ title: 'Password', label: 'New password' });
  });

  test.for([
    [1, 'Requested. Needs 1 approval.'],
    [2, 'Requested. Needs 2 approvals.'],
  ] as const)('where %i must approve, they have a card of their own', async ([votes, line]) => {
    const { context } = helpful(votes);

    const reply = await wave({ asks: true }).prepare({ nickname: 'lain' })(context);

    expect(shown(reply)).toEqual({ tone: 'question', line, fields: [], footer: 'Action 8' });
    expect(reply.card).toEqual({ actionId: 8, buttons: [] });
    expect(reply.data).toEqual({ proposed: 8, votes_needed: votes });
    expect(reply.onlyForCaller).toBeUndefined();
  });

  test('the same request, while the first one is pending, is answered with that one, to its caller alone', async () => {
    const { context } = helpful(1, true);

    const reply = await wave({ asks: true }).prepare({ nickname: 'lain' })(context);

    expect(shown(reply)).toEqual({
      tone: 'question',
      line: 'You already requested this: action 8 needs approval. Cancel it to request it again.',
      fields: [],
    });
    expect(reply).toMatchObject({ onlyForCaller: true, data: { proposed: 8 } });
    expect(reply.card).toBeUndefined();
  });

  test('a command that turns out to need approvals when it runs is proposed too', async () => {
    const { asked, context } = helpful(1);
    const perform = () => Promise.reject(new NeedsConfirmation('lain', 1));

    const reply = await wave().prepare({ nickname: 'lain' })({ ...context, perform });

    expect(asked).toMatchObject([{ proposed: { args: { nickname: 'lain' } } }]);
    expect(shown(reply).line).toBe('Requested. Needs 1 approval.');
  });

  test('approvers must know why: the typed command is kept until a reason is given', async () => {
    const left: unknown[] = [];
    const context = contextWith({
      propose: () => Promise.reject(new NeedsReason(2)),
      drafts: {
        leave: async (...draft) => left.push(draft) + 40,
        find: () => Promise.reject(new Error('Nobody is to look for a draft')),
      },
    });

    const reply = await wave({ asks: true }).prepare({ nickname: 'lain', loud: true })(context);

    expect(left).toEqual([[{ operation: 'user.wave', args: { nickname: 'lain', loud: true } }, '17']]);
    expect(shown(reply)).toEqual({
      tone: 'question',
      title: 'Reason required',
      line: 'This needs 2 approvals and a reason. Nothing was requested yet.',
      fields: [],
    });
    expect(reply.card).toEqual({ actionId: 0, buttons: [{ kind: 'why', draft: 41 }] });
    expect(reply.data).toEqual({ error: 'NeedsReason', votes_needed: 2 });
    expect(reply.onlyForCaller).toBe(true);
  });

  test('any other error is not taken for a need for approvals', async () => {
    const missing = () => Promise.reject(new NotFound(text`There is no lain.`));

    await expect(wave().prepare({ nickname: 'lain' })(contextWith({ perform: missing }))).rejects.toThrow(
      NotFound,
    );
    await expect(
      wave({ asks: true }).prepare({ nickname: 'lain' })(contextWith({ propose: missing })),
    ).rejects.toThrow(NotFound);
  });
});

test('an action that was cancelled by a button is named by its number', () => {
  expect(shown(cancelled(7))).toEqual({
    tone: 'refused',
    line: 'Cancelled. Nothing was changed.',
    fields: [],
    footer: 'Action 7',
  });
});

describe('a command definition', () => {
  test('takes its properties from its operation, and by default is neither private nor asks', () => {
    expect(wave()).toMatchObject({
      name: 'wave',
      description: 'Wave at an account',
      example: 'user wave lain',
      tier: 'routine',
      asks: false,
      visibility: 'public',
      secretArgs: [],
      operation: 'user.wave',
      kind: 'action',
      who: undefined,
      secretInput: null,
    });
    expect(wave({ who: 'Whoever likes' }, { tier: 'sensitive', secretArgs: ['nickname'] })).toMatchObject({
      tier: 'sensitive',
      asks: false,
      secretArgs: ['nickname'],
      who: 'Whoever likes',
    });
  });

  test('asks where its operation is destructive, unless it says otherwise', () => {
    expect(wave({}, { tier: 'destructive' }).asks).toBe(true);
    expect(wave({ asks: false }, { tier: 'destructive' }).asks).toBe(false);
    expect(wave({ asks: true }).asks).toBe(true);
  });
});

describe('an action from its stored row', () => {
  const kept = { nickname: 'lain', loud: true };
  const foreign = { who: 'lain' };
  const secret = {
    input: { title: 'Password', label: 'New password' },
    wanted: ({ loud }: { loud: boolean }) => loud,
  };

  test('is described, summarized and run from its stored values', () => {
    const command = wave();
    const phrase = command.describe(plan, kept);

    expect(phrase == null ? null : plain(phrase)).toBe('wave at lain loudly');
    expect(command.definition.operation.name).toBe('user.wave');
    expect(command.definition.parse({ nickname: 'lain' })).toEqual({ nickname: 'lain', loud: false });
    expect(plain(command.summarize({ nickname: 'bob' }).line ?? [])).toBe('Waved at bob.');
  });

  test('of another version of Steward asks nothing, and cannot be run', () => {
    const command = wave();

    expect(command.describe(plan, foreign)).toBeNull();
    expect(() => command.definition.parse(foreign)).toThrow(Conflict);
    expect(() => command.definition.parse(foreign)).toThrow(
      'This was requested with another version of Steward. Nothing was changed. Run the command again.',
    );
  });

  test('is for its requester alone where it has a secret to type or to reveal', () => {
    const needs = (command: ReturnType<typeof wave>, args: object) => command.definition.needsRequester(args);

    expect(needs(wave(), kept)).toBe(false);
    expect(needs(wave({}, { reveals: true }), kept)).toBe(true);
    expect(needs(wave({ secret }), kept)).toBe(true);
    expect(needs(wave({ secret }), { ...kept, loud: false })).toBe(false);
    expect(wave({ secret }).wantsSecret(kept)).toBe(true);
    expect(wave({ secret }).wantsSecret({ ...kept, loud: false })).toBe(false);
    expect(wave({}, { reveals: true }).wantsSecret(kept)).toBe(false);
  });

  test('shows a revealed secret to the caller who has it', () => {
    const command = wave({ reply: (_outcome, { link = 'hidden' }) => ({ line: text`See ${link}.` }) });

    expect(plain(command.summarize({}).line ?? [])).toBe('See hidden.');
    expect(plain(command.summarize({}, { link: 'this' }).line ?? [])).toBe('See this.');
  });

  test('says how far it is, in its command’s words where there are some', () => {
    const told = (command: ReturnType<typeof wave>) =>
      plain(command.progress({ of: 10, left: 3 }).line ?? []);

    expect(told(wave())).toBe('7 of 10 accounts done.');
    expect(told(wave({ progress: (progress) => ({ line: text`${JSON.stringify(progress)}` }) }))).toBe(
      '{"of":10,"left":3}',
    );
  });
});
