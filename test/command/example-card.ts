import { Action } from '../../entities/steward/index.ts';
import { type ActionEvent, openPolicy, type Superseded } from '../../src/actions/index.ts';
import { cardOf, createCatalogue } from '../../src/command/index.ts';
import { text } from '../../src/text/text.ts';
import { plan, shown, wave } from './example.ts';

export const at = new Date('2027-04-05T06:07:08Z');
export const when = '2027-04-05T06:07:08.000Z';

const impossible = { undo: { impossible: text`A wave is a wave.` } };
const secret = {
  label: 'New password',
  wanted: ({ loud }: { loud: boolean }) => loud,
};

/** Commands that differ in what can be done with their actions. */
export const catalogue = createCatalogue([
  {
    name: 'user',
    description: 'Accounts',
    commands: [
      wave(),
      wave({ name: 'shout' }, { name: 'user.shout', ...impossible }),
      wave({ name: 'repeat' }, { name: 'user.repeat', undo: { instead: text`Wave again.` } }),
      wave({ name: 'whisper', secret }, { name: 'user.whisper', secretArgs: ['nickname'] }),
      wave({ name: 'hum', secret }, { name: 'user.hum' }),
      wave(
        {
          name: 'call',
          progress: (progress) => ({
            line: text`${String(progress)} to go.`,
            fields: [{ name: 'To go', value: text`${String(progress)}` }],
          }),
        },
        { name: 'user.call', isLeftToAkkoma: () => true },
      ),
    ],
  },
]);

const agreement = { votes: 2, roleSets: [['1', '2']], voteWithin: 0, runWithin: 0 };
export const policy = {
  ...openPolicy(100),
  requirementFor: (operation: string) =>
    operation === 'action.undo' ? { ...agreement, votes: 0 } : agreement,
};

export const event = (name: string, actorName = 'ada', reason: string | null = null): ActionEvent => ({
  event: name,
  actorId: '17',
  actorName,
  at,
  reason,
});

/** Returns the card of an action that ada asked for, with the usual values except for the given ones. */
export function cardWith(
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
  const reply = cardOf({ action, history, superseded, undoing: null }, { catalogue, policy });
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

const shownUnder = (heading: string): string[] => [
  `${heading}: followers: 3`,
  'Includes: bob, erin',
  'Note: It is loud.',
];

/** What a card shows of the plan while somebody still has to decide. */
export const shownOfPlan = shownUnder('Would change');

/** What it shows once it is decided. */
export const shownOfDecided = shownUnder('Will change');
