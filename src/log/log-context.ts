import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known so far about the work that is being done. */
export interface LogContext {
  /** Discord's id of the interaction, or the console's id of its run. The audit log has the same. */
  interactionId?: string;
  actionId?: number;
  /** The name of the command, such as `user.deactivate`. Never text that a person has typed. */
  command?: string;
  /** The queue of the current job. */
  job?: string;
  /** The outcome, where it was not a success. */
  outcome?: string;
  /** When the work began, and when it was first answered, by `performance.now()`. */
  began?: number;
  answered?: number;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Does some work. Each line that is logged during it has the fields of the context. */
export const withLogContext = <Result>(context: LogContext, work: () => Result): Result =>
  storage.run(context, work);

/** Adds fields to the context of the current work, if there is one. */
export function addLogContext(known: LogContext): void {
  const context = storage.getStore();
  if (context !== undefined) Object.assign(context, known);
}

/** Adds the fields that are not set yet. Fields that are set keep their values. */
export function addMissingLogContext(known: LogContext): void {
  const context = storage.getStore();
  if (context !== undefined) Object.assign(context, { ...known, ...context });
}

/** The fields of the context that each log line has. */
export function logFields(): object {
  const { interactionId, actionId, command, job } = storage.getStore() ?? {};
  return { interactionId, actionId, command, job };
}

/** The time in milliseconds from the start of the current work to its first answer, or until now where it has none. */
export function millisecondsToAnswer(): number {
  const { began = 0, answered = performance.now() } = storage.getStore() ?? {};
  return answered - began;
}
