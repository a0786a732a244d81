import { findTarget } from '../../akkoma/lookup/find-target.ts';
import { columns } from '../../database/rights/writes.ts';
import { Conflict, NothingToDo, Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { command, text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';
import { lockUser } from './lock-user.ts';

/** Suggests an account, local or remote, to people who look for someone to follow (behaviour.md 22.2). */
export const suggest = setSuggested({ name: 'user.suggest', reverse: 'user.unsuggest' }, true);

/** Suggests an account no longer (behaviour.md 22.2). */
export const unsuggest = setSuggested({ name: 'user.unsuggest', reverse: 'user.suggest' }, false);

function setSuggested(names: { readonly name: string; readonly reverse: string }, suggested: boolean) {
  return defineOperation({
    ...names,
    tier: 'routine',
    raisedBy: ['staff'],
    writes: { users: { update: columns('is_suggested updated_at') } },
    undo: 'recorded',

    async plan({ em, instance }, { nickname }: { nickname: string }) {
      const user = await findTarget(em, instance, nickname);
      const target = user.nickname ?? user.apId;
      if (user.isSuggested === suggested) {
        throw new NothingToDo(text`${target} is ${[suggested ? 'already' : 'not']} suggested.`);
      }
      // The Admin API suggests these too; nobody could reach the account.
      if (suggested && !user.isActive) {
        throw new Conflict(
          text`${target} is deactivated and cannot be suggested. Activate it first, with ${command('user activate')}.`,
        );
      }
      return { target, counts: {}, samples: [], ...staffPrecaution(user), facts: { id: user.id } };
    },

    async apply({ em }, _args, { target, facts }) {
      const user = await lockUser(em, facts.id);
      if (user.isSuggested === suggested || (suggested && !user.isActive)) {
        throw new Stale(changedMeanwhile(text`${target}`));
      }
      user.isSuggested = suggested;
      return { nickname: target };
    },
  });
}
