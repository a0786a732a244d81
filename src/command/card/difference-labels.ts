import type { Difference } from '../../operations/index.ts';

/** The label of each part of a plan that an approval is bound to. */
const differenceLabels: Readonly<Record<Difference, string>> = {
  target: 'the target',
  role: 'its role on the instance',
  accounts: 'the accounts',
  action: 'the action',
  actions: 'which actions are undone',
  apId: 'the account behind the name',
  approved: 'whether new accounts need approval',
  confirmed: 'whether it is confirmed',
  expires: 'when the invite expires',
  followed: 'the account that is followed',
  follower: 'the account that follows',
  id: 'the account behind the name',
  lasts: 'the duration',
  lock: 'the lock',
  mail: 'the mail to its owner',
  mark: 'the accounts',
  not_undone: 'the actions of which nothing can be restored',
  note: 'the note',
  on: 'the target of the undone action',
  operation: 'what the undone action did',
  outlasts: 'the earlier action that it replaces',
  person: 'the member',
  post: 'the post',
  report: 'the report',
  reports: 'the reports',
  request: 'the follow request',
  until: 'the end of the pause',
  uses: 'the max uses of the invite',
  visibility: 'who can see the post',
};

/** The label of a part of a plan. Another version may have stored parts that this one does not know. */
export const labelOfDifference = (part: string): string =>
  Object.hasOwn(differenceLabels, part)
    ? differenceLabels[part as Difference]
    : 'what another version of Steward compared';
