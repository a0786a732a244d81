import type { Difference } from '../../operations/index.ts';

/** The label of each part of a plan that an approval is bound to. */
export const differenceLabels: Readonly<Record<Difference, string>> = {
  target: 'the target',
  role: 'its role on the instance',
  accounts: 'which accounts it is about',
  action: 'the action',
  actions: 'which actions are undone',
  apId: 'the account behind the name',
  approved: 'whether new accounts need approval',
  changes: 'what has still to be changed',
  confirmed: 'whether it is confirmed',
  enabled: 'whether the second factor is on',
  expires: 'when the invite expires',
  followed: 'the account that is followed',
  follower: 'the account that follows',
  id: 'the account behind the name',
  lasts: 'for how long',
  lock: 'the lock',
  mark: 'which accounts it is about',
  on: 'what the undone action was about',
  operation: 'what the undone action did',
  outlasts: 'the earlier action that it outlasts',
  person: 'the person',
  request: 'the follow request',
  until: 'until when the pause lasts',
  uses: 'how often the invite can be used',
};
