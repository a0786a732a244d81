import { isForbidden, isUnreachable } from '../database/connection/failures.ts';
import { withTimeout } from '../process/with-timeout.ts';
import { quietConsoleCommand } from '../text/program-name.ts';
import { type Text, text } from '../text/text.ts';
import { type Check, type Facts, type Finding, failed } from './check.ts';

/** The outcome of a check. */
export interface Outcome {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly said: Text;
  /** How to fix the problem, where there is one. */
  readonly mend?: Text;
}

/** How long a check may take, in milliseconds. */
const checkTimeout = 15_000;

/** Runs the checks one after the other. Each reads the facts and adds what it found. */
export async function* examine(checks: readonly Check[], facts: Partial<Facts>): AsyncGenerator<Outcome> {
  for (const check of checks) {
    const lacking = check.needs.find((need) => facts[need] === undefined);
    if (lacking !== undefined) {
      yield { check: check.name, status: 'skipped', said: whyNot(lacking, checks) };
      continue;
    }
    const { gives, ...found } = await runCheck(check, facts);
    Object.assign(facts, gives);
    yield { check: check.name, ...found };
  }
}

async function runCheck(check: Check, facts: Partial<Facts>): Promise<Finding> {
  try {
    return await withTimeout(checkTimeout, check.look(facts), tooSlow);
  } catch (error) {
    return unknown(error);
  }
}

const tooSlow = failed(
  text`The check did not finish within ${checkTimeout / 1_000} seconds.`,
  text`Try again when the database and the network are less busy.`,
);

/** Describes an error by its name and code only: its message may contain anything. */
function unknown(error: unknown): Finding {
  if (isForbidden(error)) {
    return failed(
      text`The check failed: the role of DATABASE_URL lacks a right.`,
      text`Run the output of ${quietConsoleCommand('grants')} in the database, as a superuser.`,
    );
  }
  const { name = 'unknown', code, status } = error as { name?: string; code?: unknown; status?: unknown };
  const kind = [name, code ?? status].filter((each) => each !== undefined).join(' ');
  return failed(
    text`The check could not be completed (${kind}).`,
    isUnreachable(error)
      ? text`Make sure that this machine can reach the database and Discord, and try again.`
      : text`Try again in a minute. If that does not help, report a bug.`,
  );
}

function whyNot(need: keyof Facts, checks: readonly Check[]): Text {
  const giver = checks.find(({ gives }) => gives.includes(need));
  return giver === undefined
    ? text`Not checked, because ${need} is missing or invalid.`
    : text`Not checked, because "${giver.name}" did not succeed.`;
}
