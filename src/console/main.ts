import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { catalogue } from '../../commands/index.ts';
import { noMembers, openGate, openPolicy } from '../actions/index.ts';
import { auditFieldsOfRefusal, type CommandContext, explain } from '../command/index.ts';
import { createLog } from '../log/log.ts';
import { withLogContext } from '../log/log-context.ts';
import { type ConsoleConfig, readConsoleConfig } from '../settings/config.ts';
import { Refused } from '../text/errors.ts';
import type { Reply } from '../text/reply.ts';
import { wire } from '../wiring/wire.ts';
import { type CommandLine, readCommandLine, WrongUsage } from './arguments.ts';
import { askInTerminal } from './ask.ts';
import { printGrants } from './grants.ts';
import { promptHidden } from './hidden-prompt.ts';
import { printed } from './print.ts';
import { endLeftRefreshes, withRefresh } from './refresh.ts';
import type { Shell } from './shell.ts';
import { streamTo } from './stream.ts';
import { systemUser } from './system-user.ts';
import { helpOf, isBatched, isFollowed, overviewOf, usageOf } from './usage.ts';
import { finish, readWait, waitFor, waitUsage } from './wait.ts';

/**
 * Runs one command line.
 *
 * @returns the exit code. 0: done, 1: refused or failed, 2: wrong usage.
 */
export async function main(words: readonly string[], shell: Shell): Promise<0 | 1 | 2> {
  const { output, errors } = shell;
  if (words.length === 0 || (words.length === 1 && ['help', '--help', '-h'].includes(words[0] ?? ''))) {
    output.write(overviewOf(catalogue));
    return words.length === 0 ? 2 : 0;
  }
  try {
    // `help user deactivate` is another way to type `user deactivate --help`.
    const typed = words[0] === 'help' ? [...words.slice(1), '--help'] : words;
    if (typed[0] === 'grants') {
      output.write(printGrants(catalogue.grants, typed.slice(1)));
      return 0;
    }
    // The doctor is not in the command registry, because it must work with a broken environment or database.
    // It is imported only here, because it loads the Discord client, which no other command needs.
    if (typed[0] === 'doctor') {
      const { doctor } = await import('./doctor.ts');
      return await doctor(catalogue, typed.slice(1), shell);
    }
    if (typed[0] === 'wait') {
      const waited = readWait(typed.slice(1));
      if (waited !== null) return await run(waited, shell, (run) => outcomeOfWait(waited.action, shell, run));
      output.write(waitUsage);
      return 0;
    }
    const line = readCommandLine(catalogue, typed);
    if (line.help) {
      output.write(helpOf(line.group, line.command));
      return 0;
    }
    return await run(line, shell, (run) => outcomeOf(line, shell, run));
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    const hint =
      error.command === undefined
        ? overviewOf(catalogue)
        : `Usage: ${usageOf(words[0] ?? '', error.command)}\n`;
    errors.write(`${error.message}\n${hint}`);
    return 2;
  }
}

/** What the work of a command line gets besides its shell. */
interface Run extends Pick<CommandContext, 'stream'> {
  readonly log: Logger;
  /** Prints a line for people to stderr, besides the outcome. With `--json` it prints nothing. */
  tell(line: string): void;
}

/** Does the work and prints its outcome. */
async function run(
  { json }: Pick<CommandLine, 'json'>,
  { output, errors }: Shell,
  work: (run: Run) => Promise<Reply>,
): Promise<0 | 1> {
  const log = createLog('warn', errors);
  let streamed = false;
  const stream = (pieces: AsyncIterable<string>): Promise<void> => {
    streamed = true;
    return streamTo(output, pieces);
  };
  const tell = (line: string): void => {
    if (!json) errors.write(`${line}\n`);
  };
  const reply = await work({ log, stream, tell }).catch((error: unknown) => explain(error, log));
  print(reply, { json, errors, output: streamed ? errors : output });
  return reply.tone === 'done' || reply.tone === 'information' ? 0 : 1;
}

/**
 * Runs the command and returns its outcome.
 *
 * @throws any error that prevents it. A `Refused` is recorded in the audit log first, once the database is connected.
 */
async function outcomeOf(
  { group, command, raw, secret, assumeYes, wait }: CommandLine,
  { environment, input, errors, onInterrupt }: Shell,
  run: Run,
): Promise<Reply> {
  const terminal = { input, output: errors };
  const config = configIn(environment, run);
  const work = command.prepare(raw);
  const typed = secret === null ? null : (secret.value ?? (await promptHidden(terminal, secret.flag)));
  const { close, dependencies, recordRefusal, contextFor } = await wireConsole(config, run);
  const invocation = { caller: systemUser(environment), interactionId: `console:${randomUUID()}` };
  const ask = assumeYes ? agree : (question: Reply) => askInTerminal(terminal, question);
  try {
    return await withLogContext(
      { interactionId: invocation.interactionId, command: `${group}.${command.name}` },
      async () => {
        const context = contextFor({ ...invocation, secret: typed, ask, stream: run.stream });
        const reply = await work(context);
        try {
          await endLeftRefreshes(dependencies);
          return await seenThrough(reply, { line: { command, wait }, dependencies, run, onInterrupt });
        } catch (error) {
          // The command has succeeded, so a failure to follow Akkoma must not report it as failed.
          run.log.error({ err: error }, 'could not read the progress in Akkoma');
          run.tell('The command succeeded, but its progress in Akkoma could not be read.');
          return reply;
        }
      },
    );
  } catch (error) {
    if (error instanceof Refused) {
      const refused = {
        command: `${group}.${command.name}`,
        ...auditFieldsOfRefusal(command, raw),
        because: error,
      };
      await recordRefusal({ ...invocation, ...refused });
    }
    throw error;
  } finally {
    await close();
  }
}

/**
 * Completes the outcome of an action: does its remaining batches, and waits until Akkoma's server uses the new state or
 * is not expected to. With `--wait`, it also waits until Akkoma's server has finished what the action left to it.
 */
async function seenThrough(
  reply: Reply,
  {
    line: { command, wait },
    dependencies,
    run,
    onInterrupt,
  }: Pick<Shell, 'onInterrupt'> & {
    readonly line: Pick<CommandLine, 'command' | 'wait'>;
    readonly dependencies: Awaited<ReturnType<typeof wire>>['dependencies'];
    readonly run: Run;
  },
): Promise<Reply> {
  const waiting = { dependencies, catalogue, show: run.tell };
  const whole = isBatched(command) ? await finish(waiting, reply) : reply;
  const refreshed = await withRefresh(dependencies, { onInterrupt, tell: run.tell }, whole);
  const { card } = refreshed;
  if (card === undefined || !isFollowed(command)) return refreshed;
  if (wait) return waitFor(waiting, card.actionId);
  run.tell(
    `Action ${card.actionId} is finishing in Akkoma. A running bot tracks it. Without a bot, run "wait ${card.actionId}".`,
  );
  return refreshed;
}

async function outcomeOfWait(action: number, { environment }: Shell, run: Run): Promise<Reply> {
  const { close, dependencies } = await wireConsole(configIn(environment, run), run);
  try {
    return await waitFor({ dependencies, catalogue, show: run.tell }, action);
  } finally {
    await close();
  }
}

function configIn(environment: Shell['environment'], { log }: Run): ConsoleConfig {
  const config = readConsoleConfig({ LOG_LEVEL: log.level, ...environment });
  log.level = config.LOG_LEVEL;
  return config;
}

const wireConsole = (config: ConsoleConfig, { log }: Run) =>
  wire({
    config,
    catalogue,
    members: noMembers,
    gate: openGate,
    policy: openPolicy(config.BULK_LIMIT),
    log,
    applicationName: 'steward-console',
    pageSize: Number.POSITIVE_INFINITY,
  });

/**
 * Prints the outcome.
 *
 * @param output the stream for JSON and for outcomes that are no fault. After streaming it is stderr, because another
 * program may read stdout.
 */
function print(
  reply: Reply,
  { json, output, errors }: { json: boolean } & Pick<Shell, 'output' | 'errors'>,
): void {
  const isFault = reply.tone === 'refused' || reply.tone === 'failed';
  const shown = json ? `${JSON.stringify(reply.data)}\n` : printed(reply);
  (isFault && !json ? errors : output).write(shown);
}

function agree(): Promise<boolean> {
  return Promise.resolve(true);
}
