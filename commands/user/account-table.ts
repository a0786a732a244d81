import type { ListedUser } from '../../src/akkoma/lookup/list-users.ts';
import type { FoundUser } from '../../src/akkoma/lookup/search-users.ts';
import { type Mood, type Table, tableOf } from '../../src/text/table.ts';
import { type Text, text } from '../../src/text/text.ts';
import { approvesFollowers } from './account-line.ts';

type State = readonly [words: string, mood: Mood];

function stateOf({ removed, active, approved, confirmed }: ListedUser): State {
  if (removed) return ['deleted', 'plain'];
  if (!active) return ['deactivated', 'bad'];
  if (!approved) return ['awaiting approval', 'waiting'];
  return confirmed ? ['active', 'good'] : ['unconfirmed', 'waiting'];
}

const inWords = (marks: Readonly<Record<string, boolean>>): Text => [
  Object.keys(marks)
    .filter((mark) => marks[mark])
    .join(', '),
];

const columns = {
  Nickname: { text: ({ nickname }: ListedUser) => text`${nickname}`, shortens: true },
  State: {
    text: (user: ListedUser): Text => [stateOf(user)[0]],
    mood: (user: ListedUser) => stateOf(user)[1],
  },
  Staff: { text: ({ admin, moderator }: ListedUser) => inWords({ admin, moderator }) },
  Notes: {
    // What the state does not say already.
    text: (user: ListedUser) =>
      inWords({
        [approvesFollowers]: user.locked,
        unconfirmed: !user.confirmed && stateOf(user)[0] !== 'unconfirmed',
        'awaiting approval': !user.approved && stateOf(user)[0] !== 'awaiting approval',
      }),
  },
};

/** Lists accounts for a terminal. */
export const accountTable = (users: readonly ListedUser[]): Table => tableOf(users, columns);

/** Lists found accounts for a terminal, with where they are. */
export const foundTable = (users: readonly FoundUser[]): Table =>
  tableOf(users, {
    ...columns,
    Instance: { text: ({ local }: FoundUser): Text => [local ? 'local' : 'remote'] },
  });
