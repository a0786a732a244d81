import { expect, test } from 'vitest';
import { Action } from '../../entities/steward/index.ts';
import { createCatalogue, detailsOf } from '../../src/command/index.ts';
import type { Operation, ReadContext } from '../../src/operations/index.ts';
import { contextWith, plan, shown, wave } from './example.ts';

const at = new Date('2027-04-05T06:07:08Z');
const when = '2027-04-05T06:07:08.000Z';

const action = Object.assign(new Action(), {
  id: 7,
  operation: 'user.wave',
  args: { nickname: 'lain', loud: true },
  reason: 'for fun',
  state: 'proposed',
  requesterName: 'ada',
  proposedAt: at,
  plan,
});
const history = [{ event: 'action.proposed', actorId: '17', actorName: 'ada', at, reason: null }];

/** The details of the action, where its command has the usual operation except for the given properties. */
function details(
  operation: Partial<Operation<{ nickname: string; loud: boolean }, { nickname: string }>>,
  differs = {},
) {
  const catalogue = createCatalogue([
    { name: 'user', description: 'Accounts', commands: [wave({}, operation)] },
  ]);
  return detailsOf(
    contextWith({}) as ReadContext,
    { action: Object.assign(new Action(), action, differs), history, superseded: null },
    catalogue,
  );
}

test('the details for approvers contain everything that is known of an action, in a file', async () => {
  const reply = await details({ targets: async (_reading, { nickname }) => [nickname, 'b\u200Bob'] });

  expect(shown(reply)).toEqual({
    tone: 'information',
    line: 'Everything about action 7 is in the file.',
    fields: [],
    footer: 'Action 7',
  });
  expect(reply.files?.map(({ name }) => name)).toEqual(['action-7.txt']);
  expect(reply.files?.[0]?.content.split('\n')).toEqual([
    'Action 7',
    '/user wave nickname:lain loud:true',
    'Target: lain',
    'followers: 3',
    'It is loud.',
    'Reason: for fun',
    `proposed, asked for by ada ${when}`,
    `• ada asked ${when}`,
    '',
    '2 accounts, as things are now:',
    'lain',
    'b⟨U+200B⟩ob',
    '',
  ]);
});

test('empty parts of the details are left out', async () => {
  const reply = await details({ name: 'user.another' }, { reason: null });

  expect(reply.files?.[0]?.content).toBe(
    `Action 7\nTarget: lain\nfollowers: 3\nIt is loud.\nproposed, asked for by ada ${when}\n• ada asked ${when}\n`,
  );
  expect((await details({})).files?.[0]?.content).not.toContain('accounts');
});
