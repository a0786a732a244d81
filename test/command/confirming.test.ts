import { describe, expect, test } from 'vitest';
import { NeedsConfirmation, NeedsReason } from '../../src/actions/index.ts';
import { fingerprint } from '../../src/operations/index.ts';
import { NotFound } from '../../src/text/errors.ts';
import type { Reply } from '../../src/text/reply.ts';
import { text } from '../../src/text/text.ts';
import { ada, contextWith, plan, shown, wave } from './example.ts';
import { destructive, helpful } from './helpful-context.ts';

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
        line: 'Wave at lain?',
        fields: [
          'Reason: for fun',
          'Cannot be undone: A wave is a wave.',
          'Would change: followers: 3',
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
    expect(reply.data).toEqual({ error: 'Cancelled', message: 'Cancelled. Nothing was changed.' });
  });

  test('a command that does not always ask leaves it to the plan whether to ask', async () => {
    const { asked, context } = helpful();
    const ask = async (): Promise<boolean> => {
      throw new Error('Nobody is to be asked');
    };

    await wave().prepare({ nickname: 'lain' })({ ...context, ask });

    expect(asked).toMatchObject([{ performed: { refuseUnconfirmed: 'surprising' } }]);
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
      line: 'Wave at lain loudly?',
      body: 'This question expires after 15 minutes.',
      fields: [
        'Reason: for fun',
        'Cannot be undone: A wave is a wave.',
        'Would change: followers: 3',
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
      label: 'New password',
      wanted: ({ loud }: { loud: boolean }) => loud,
    };
    const command = wave({ asks: true, secret });
    const yesTo = async (loud: boolean) =>
      (await command.prepare({ nickname: 'lain', loud })(context)).card?.buttons[0];

    expect(await yesTo(true)).toEqual({ kind: 'yes', secretOf: 'user.wave' });
    expect(await yesTo(false)).toEqual({ kind: 'yes', secretOf: null });
    expect(command.secretLabel).toBe('New password');
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
    const { context } = helpful(1, {
      id: 8,
      requesterId: ada.id,
      requesterName: ada.name,
      isApproved: false,
      card: null,
    });

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
      propose: () => Promise.reject(new NeedsReason({ votes: 2, tier: 'routine', plan })),
      drafts: {
        leave: async (...draft) => left.push(draft) + 40,
        used: () => Promise.resolve(),
        find: () => Promise.reject(new Error('Nobody is to look for a draft')),
      },
    });

    const reply = await wave({ asks: true }).prepare({ nickname: 'lain', loud: true })(context);

    expect(left).toEqual([[{ operation: 'user.wave', args: { nickname: 'lain', loud: true } }, '17']]);
    expect(shown(reply)).toEqual({
      tone: 'question',
      title: 'Reason required: wave at lain loudly',
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
