/*
 * Akkoma's server caches accounts and does not notice that their rows have changed: up to 3.16 without an expiry, from
 * 3.17 on for 25 seconds. Two jobs of its queue make it read them again (behaviour.md 1.12):
 *
 * - `activation`: the job that activates or deactivates an account, with the state that its row has by then. The server
 *   takes over that state and nothing else. This works for remote accounts too.
 * - `accounts`: the same job for the server's own actor `internal.fetch`, while local accounts follow it. The server
 *   reads all its followers again. The follows exist only for that time, and no count includes them.
 *
 * Trap: the first job ends the account's follows of active local accounts, also when it activates (behaviour.md 6 step
 * 3). So it is used only for accounts that are deactivated, and for remote accounts without such follows.
 */

export { beginRefresh, deleteOutdatedJobs } from './begin.ts';
export { changedBy, mostNamed, namesOf } from './changed.ts';
export { cacheLifetime, followRefresh } from './follow.ts';
export { refreshWrites } from './reader.ts';
