import { describe, expect, test } from 'vitest';
import { openPolicy, type Perform } from '../../src/actions/index.ts';
import type { Plan } from '../../src/operations/index.ts';
import { text } from '../../src/text/text.ts';
import { contextWith, plan, shown, wave } from './example.ts';
import { agreement, destructive, helpful } from './helpful-context.ts';

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
      line: 'Wave at lain. Needs no approval. Nothing was changed.',
      fields: [
        'Reason: for fun',
        'Loud: false',
        'Cannot be undone: A wave is a wave.',
        'Would change: followers: 3',
        'Includes: bob, erin',
        'Note: It is loud.',
      ],
    });
    expect(reply.fields?.filter(({ inline }) => inline === true)).toEqual([]);
    expect(reply.data).toEqual({
      dry_run: true,
      votes_needed: 0,
      target: 'lain',
      counts: { followers: 3 },
      samples: ['bob', 'erin'],
      warnings: ['It is loud.'],
    });
  });

  test('says how many approvals it would need', async () => {
    const requirements: unknown[] = [];
    const policy = {
      ...openPolicy(100),
      requirementFor: (...asked: unknown[]) => {
        requirements.push(asked);
        return agreement(2);
      },
    };
    const bulk = { ...plan, size: 101, alsoRequires: ['user.rm'] };
    const context = contextWith({ preview: async () => bulk, policy });

    const reply = await wave().prepare({ nickname: 'lain', dry_run: true })(context);

    expect(shown(reply).line).toBe('Wave at lain. Needs 2 approvals. Nothing was changed.');
    expect(reply.data).toMatchObject({ votes_needed: 2 });
    expect(requirements).toEqual([['user.wave', 'destructive', ['user.rm']]]);
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
    'Would change: accounts deactivated: 21 · posts, private ones included: 4 · likes: 1',
  ]);
  expect(await fieldsFor({ posts: 0, followers: 0 })).toEqual([]);
  expect(await fieldsFor({ posts: 0, sessions_ended: 0 })).toEqual(['Would change: sessions ended: 0']);
});
