import {
  type Caller,
  createCancel,
  createFindPending,
  createPerform,
  createPreview,
  createPropose,
  createResume,
  type Policy,
} from '../actions/index.ts';
import type { ActionDependencies } from '../actions/request.ts';
import { Refused } from '../errors.ts';
import type { Desk } from './command.ts';

interface DeskDependencies extends ActionDependencies {
  readonly pageSize: number;
  readonly policy: Policy;
}

/** What differs from one time to the next. */
export interface Sitting {
  readonly caller: Caller;
  readonly interactionId: string | null;
  readonly secret?: string | null;
  readonly confirm?: Desk['confirm'];
}

/** A fresh desk for each thing that someone asks, with an entity manager of its own. */
export function createDesks(dependencies: DeskDependencies): (sitting: Sitting) => Desk {
  const { database, instance, gate, policy, pageSize } = dependencies;
  const ways = {
    preview: createPreview(dependencies),
    perform: createPerform(dependencies),
    propose: createPropose(dependencies),
    resume: createResume(dependencies),
    cancel: createCancel(dependencies),
  };
  const findPendingFor = createFindPending(dependencies);
  return ({ caller, interactionId, secret = null, confirm = null }) => ({
    ...ways,
    findPending: findPendingFor(interactionId),
    caller,
    interactionId,
    secret,
    confirm,
    instance,
    pageSize,
    policy,
    em: database.em.fork(),
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
