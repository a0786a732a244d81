/*
 * Akkoma's server keeps accounts in memory, and does not look whether their rows have changed: until 3.16 without an end,
 * from 3.17 on for 25 seconds. Two jobs of its queue have it look (behaviour.md 1.12):
 *
 * - `activation`: the job that activates or deactivates an account, with the state that its row has by then. The server
 *   takes over that state, and nothing else. It does so for remote accounts too.
 * - `accounts`: the same job for the server's own actor `internal.fetch`, while local accounts follow it. The server reads
 *   all who follow it anew. The follows are there for just that time, and no count knows of them.
 *
 * Trap: the first one ends the follows that the account has of active local accounts, when it activates as well (behaviour.md 6
 * step 3). So it is only for accounts that are deactivated, and for remote ones without such follows.
 */

export { beginRefresh, retireOlder } from './begin.ts';
export { changedBy } from './changed.ts';
export { followRefresh } from './follow.ts';
export { refreshWrites } from './reader.ts';
