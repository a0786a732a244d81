import type { Difference } from '../../operations/index.ts';

/** The label of each part of a plan that an approval is bound to. */
export const differenceLabels: Readonly<Record<Difference, string>> = {
  target: 'the target',
  role: 'its role on the instance',
  accounts: 'the accounts',
  action: 'the action',
  actions: 'which actions are undone',
  apId: 'the account behind the name',
  approved: 'whether new accounts need approval',
  changes: 'what is still to change',
  confirmed: 'whether it is confirmed',
  enabled: 'two-factor authentication',
  expires: 'when the invite expires',
  followed: 'the account that is followed',
  follower: 'the account that follows',
  id: 'the account behind the name',
  lasts: 'the duration',
  lock: 'the lock',
  mark: 'the accounts',
  on: 'the target of the undone action',
  operation: 'what the undone action did',
  outlasts: 'the earlier action that it replaces',
  person: 'the member',
  request: 'the follow request',
  until: 'the end of the pause',
  uses: 'the max uses of the invite',
};
