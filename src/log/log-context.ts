import { AsyncLocalStorage } from 'node:async_hooks';

/** What a piece of work is about, as far as that is known by now. */
export interface LogContext {
  /** Discord's id of what was typed or clicked, or the console's of its run; the audit log has the same. */
  interactionId?: string;
  actionId?: number;
  /** What was asked for, such as `user.deactivate`; nothing that a person has put together. */
  command?: string;
  /** The queue of the job that is worked on. */
  job?: string;
  /** What became of it, where it did not go well. */
  outcome?: string;
  /** When it began, and was first answered, by `performance.now()`. */
  began?: number;
  answered?: number;
}

const matters = new AsyncLocalStorage<LogContext>();

/** Does some work; whatever is logged in the course of it says what it was about. */
export const withLogContext = <Result>(context: LogContext, work: () => Result): Result =>
  matters.run(context, work);

/** Adds what has become known of the work that is under way, if any is. */
export function addLogContext(known: LogContext): void {
  const context = matters.getStore();
  if (context !== undefined) Object.assign(context, known);
}

/** Adds what is not known yet, or was learnt in another way. */
export function addMissingLogContext(known: LogContext): void {
  const context = matters.getStore();
  if (context !== undefined) Object.assign(context, { ...known, ...context });
}

/** What each line of the log is to say of it. */
export function logFields(): object {
  const { interactionId, actionId, command, job } = matters.getStore() ?? {};
  return { interactionId, actionId, command, job };
}

/** For how many milliseconds whoever asked has waited for a first answer, if there has been one, or until now. */
export function millisecondsToAnswer(): number {
  const { began = 0, answered = performance.now() } = matters.getStore() ?? {};
  return answered - began;
}
