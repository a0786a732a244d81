import { expect, test } from 'vitest';
import { Action } from '../../entities/steward/index.ts';
import { createCatalogue, detailsOf } from '../../src/command/index.ts';
import { limits } from '../../src/discord/messages/limits.ts';
import { markdown } from '../../src/discord/messages/markdown.ts';
import type { Operation, ReadContext } from '../../src/operations/index.ts';
import { plain } from '../../src/text/text.ts';
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
    { action: Object.assign(new Action(), action, differs), history, superseded: null, undoing: null },
    catalogue,
  );
}

/** What every action's details begin with. */
const known = ['Would change: followers: 3', 'Note: It is loud.'];
const story = `History: • ada requested it ${when}`;

test('the details for approvers contain everything that is known of an action', async () => {
  const reply = await details({ targets: async (_reading, { nickname }) => [nickname, 'b\u200Bob'] });

  expect(shown(reply)).toEqual({
    tone: 'information',
    title: 'Details',
    line: `Requested by ada ${when}.`,
    fields: [
      'Reason: for fun',
      'Command: /user wave nickname:lain loud:true',
      ...known,
      story,
      'Accounts now: 2: lain, b⟨U+200B⟩ob',
    ],
    footer: 'Action 7',
  });
  expect(reply.files).toBeUndefined();
});

test('more accounts than a message shows are all in a file', async () => {
  const accounts = (count: number) => Array.from({ length: count }, (_, index) => `b\u200Bob${index}`);
  const detailsFor = (count: number) => details({ targets: async () => accounts(count) });

  const [shownWhole, cut] = [await detailsFor(21), await detailsFor(22)];

  expect(shownWhole.files).toBeUndefined();
  expect(shown(shownWhole).fields.at(-1)).toMatch(/^Accounts now: 21: b⟨U\+200B⟩ob0, .*, b⟨U\+200B⟩ob20$/);
  expect(shown(cut).fields.at(-1)).toMatch(
    /^Accounts now: 22: b⟨U\+200B⟩ob0, .*, b⟨U\+200B⟩ob19, and 2 more in the file$/,
  );
  expect(cut.files).toEqual([
    {
      name: 'action-7.txt',
      content: accounts(22)
        .map((account) => `${account.replace('\u200B', '⟨U+200B⟩')}\n`)
        .join(''),
    },
  ]);
});

test('accounts whose names are too long for a message are in a file, too', async () => {
  const names = Array.from({ length: 3 }, (_, index) => `${'_'.repeat(200)}${index}`);

  const reply = await details({ targets: async () => names });

  const field = reply.fields?.at(-1)?.value ?? [];
  expect(plain(field)).toMatch(/^_{200}0, _{200}1, and 1 more in the file$/);
  expect(markdown(field).length).toBeLessThanOrEqual(limits.fieldValue);
  expect(reply.files?.[0]?.content).toBe(names.map((name) => `${name}\n`).join(''));
});

test('empty parts of the details are left out', async () => {
  const reply = await details({ name: 'user.another' }, { reason: null });

  expect(shown(reply).fields).toEqual([...known, story]);
  expect(reply.files).toBeUndefined();
  expect(shown(await details({})).fields.join()).not.toContain('Accounts');
});
