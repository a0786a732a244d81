import type { ListedUser } from '../../src/akkoma/lookup/list-users.ts';
import { type Text, text } from '../../src/text/text.ts';

/** What Akkoma calls a locked account. The word alone reads as if Steward had locked it. */
export const approvesFollowers = 'approves followers by hand';

/** Formats an account as a line of a list: its nickname, then `first` and its states and roles. */
export function accountLine(user: ListedUser, ...first: readonly string[]): Text {
  const marks = [
    ...first,
    user.removed ? 'deleted' : user.active ? 'active' : 'deactivated',
    ...(user.admin ? ['admin'] : []),
    ...(user.moderator ? ['moderator'] : []),
    ...(user.locked ? [approvesFollowers] : []),
    ...(user.confirmed ? [] : ['unconfirmed']),
    ...(user.approved ? [] : ['awaiting approval']),
  ];
  return [...text`${user.nickname}`, ` · ${marks.join(', ')}`];
}
