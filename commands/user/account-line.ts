import type { ListedUser } from '../../src/akkoma/lookup/list-users.ts';
import { type Text, text } from '../../src/text/text.ts';

/** Formats an account as a line of a list: its nickname, then `first` and its states and roles. */
export function accountLine(user: ListedUser, ...first: readonly string[]): Text {
  const marks = [
    ...first,
    user.removed ? 'deleted' : user.active ? 'active' : 'deactivated',
    ...(user.admin ? ['admin'] : []),
    ...(user.moderator ? ['moderator'] : []),
    ...(user.locked ? ['locked'] : []),
    ...(user.confirmed ? [] : ['unconfirmed']),
    ...(user.approved ? [] : ['awaiting approval']),
  ];
  return [...text`${user.nickname}`, ` · ${marks.join(', ')}`];
}
