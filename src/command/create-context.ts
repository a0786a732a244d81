import {
  type ActionDependencies,
  type Caller,
  createAskAgain,
  createCancel,
  createCastVote,
  createCheckConfirmation,
  createCheckDenial,
  createConfirm,
  createDrafts,
  createMarkPresented,
  createPerform,
  createPreflight,
  createPreview,
  createPropose,
  createRetry,
  rememberMembers,
} from '../actions/index.ts';
import { Refused } from '../text/errors.ts';
import type { CommandContext } from './command.ts';

interface ContextDependencies extends ActionDependencies {
  readonly pageSize: number;
  readonly wordsFor: CommandContext['wordsFor'];
}

/** What differs between runs of a command. */
export interface Invocation {
  readonly caller: Caller;
  readonly interactionId: string | null;
  readonly interactionToken?: string | null;
  readonly secret?: string | null;
  readonly ask?: CommandContext['ask'];
  readonly stream?: CommandContext['stream'];
  readonly readTeamPolicy?: CommandContext['readTeamPolicy'];
}

/** Returns a function that makes the context of one run, with its own entity manager. */
export function createCommandContexts(
  dependencies: ContextDependencies,
): (invocation: Invocation) => CommandContext {
  const { database, instance, gate, policy, members, pageSize, wordsFor } = dependencies;
  const propose = createPropose(dependencies);
  const actions = {
    propose,
    preflight: createPreflight(dependencies),
    preview: createPreview(dependencies),
    perform: createPerform(dependencies),
    castVote: createCastVote(dependencies),
    checkDenial: createCheckDenial(dependencies),
    cancel: createCancel(dependencies),
    confirmAction: createConfirm(dependencies),
    checkConfirmation: createCheckConfirmation(dependencies),
    retry: createRetry(dependencies),
    askAgain: createAskAgain(dependencies, propose),
    drafts: createDrafts(dependencies),
    markPresented: createMarkPresented(dependencies),
  };
  return ({
    interactionToken = null,
    secret = null,
    ask = null,
    stream = null,
    readTeamPolicy = null,
    ...invocation
  }) => ({
    ...actions,
    ...invocation,
    interactionToken,
    secret,
    ask,
    stream,
    readTeamPolicy,
    instance,
    operations: dependencies.operations,
    policy,
    members: rememberMembers(members),
    pageSize,
    wordsFor,
    em: database.em.fork(),
    decisionOn: (actionId) => ({ actionId, ...invocation, card: null }),
    may: (tier) => {
      try {
        gate(invocation.caller, tier);
        return true;
      } catch (error) {
        if (error instanceof Refused) return false;
        throw error;
      }
    },
  });
}
