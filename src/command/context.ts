import {
  type ActionDependencies,
  type Caller,
  createAskAgain,
  createCancel,
  createCastVote,
  createConfirm,
  createDrafts,
  createPerform,
  createPreview,
  createPropose,
  createRest,
  createRetry,
} from '../actions/index.ts';
import { Refused } from '../text/errors.ts';
import type { Desk } from './command.ts';

interface DeskDependencies extends ActionDependencies {
  readonly pageSize: number;
}

/** What differs from one time to the next. */
export interface Sitting {
  readonly caller: Caller;
  readonly interactionId: string | null;
  readonly interactionToken?: string | null;
  readonly secret?: string | null;
  readonly confirm?: Desk['confirm'];
  readonly stream?: Desk['stream'];
}

/** A fresh desk for each thing that someone asks, with an entity manager of its own. */
export function createDesks(dependencies: DeskDependencies): (sitting: Sitting) => Desk {
  const { database, instance, gate, policy, pageSize } = dependencies;
  const propose = createPropose(dependencies);
  const ways = {
    propose,
    preview: createPreview(dependencies),
    perform: createPerform(dependencies),
    castVote: createCastVote(dependencies),
    cancel: createCancel(dependencies),
    carryOut: createConfirm(dependencies),
    retry: createRetry(dependencies),
    askAgain: createAskAgain(dependencies, propose),
    drafts: createDrafts(dependencies),
    rest: createRest(dependencies),
  };
  return ({
    caller,
    interactionId,
    interactionToken = null,
    secret = null,
    confirm = null,
    stream = null,
  }) => ({
    ...ways,
    caller,
    interactionId,
    interactionToken,
    secret,
    confirm,
    stream,
    instance,
    policy,
    pageSize,
    em: database.em.fork(),
    pressOn: (actionId) => ({ actionId, caller, interactionId, card: null }),
    may: (tier) => {
      try {
        gate(caller, tier);
        return true;
      } catch (error) {
        if (error instanceof Refused) return false;
        throw error;
      }
    },
  });
}
