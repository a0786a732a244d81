import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { catalogue } from '../../commands/index.ts';
import { noMembers, openGate, openPolicy } from '../actions/index.ts';
import { auditFieldsOfRefusal, type CommandContext, explain } from '../command/index.ts';
import { createLog } from '../log/log.ts';
import { withLogContext } from '../log/log-context.ts';
import { type ConsoleConfig, readConsoleConfig, readPolicy } from '../settings/config.ts';
import { Refused } from '../text/errors.ts';
import { programName } from '../text/program-name.ts';
import type { Reply } from '../text/reply.ts';
import { wire } from '../wiring/wire.ts';
import type { CommandLine } from './arguments.ts';
import { askInTerminal } from './ask.ts';
import { wrapped } from './columns.ts';
import { type ExitCode, exitOfError, exitOfReply } from './exit-code.ts';
import { promptHidden } from './hidden-prompt.ts';
import { lookOf } from './look.ts';
import { isBatched, isFollowed } from './manual.ts';
import { print, printed, type Say } from './print.ts';
import { createProgress, type Progress } from './progress.ts';
import { endLeftRefreshes, withRefresh } from './refresh.ts';
import type { Shell } from './shell.ts';
import { shown, shownFor } from './shown.ts';
import { streamTo } from './stream.ts';
import { systemUser } from './system-user.ts';
import { finish, waitFor } from './wait.ts';

/** Runs a command of the registry. */
export const runLine = (line: CommandLine, shell: Shell): Promise<ExitCode> =>
  run({ ...line, say: shownFor(line.command.options) }, shell, (run) => outcomeOf(line, shell, run));

/** Runs `wait ACTION`. */
export const runWait = (
  { action, json }: { readonly action: number; readonly json: boolean },
  shell: Shell,
): Promise<ExitCode> => run({ json, say: shown }, shell, (run) => outcomeOfWait(action, shell, run));

/** What the work of a command line gets besides its shell. */
interface Run extends Pick<CommandContext, 'stream'> {
  readonly log: Logger;
  /** Prints a line for people to stderr, besides the outcome. With `--json` it prints nothing. */
  tell(line: string): void;
  readonly progress: Progress;
}

/** Does the work, shows its progress, and prints its outcome. */
export async function run(
  { json, say }: Pick<CommandLine, 'json'> & { readonly say: Say },
  { output, errors, environment }: Shell,
  work: (run: Run) => Promise<Reply>,
): Promise<ExitCode> {
  const progress = createProgress(errors, environment);
  const log = createLog('warn', {
    write: (line) => {
      progress.clear();
      errors.write(line);
    },
  });
  let streamed = false;
  const stream = (pieces: AsyncIterable<string>): Promise<void> => {
    streamed = true;
    progress.clear();
    return streamTo(output, pieces);
  };
  const tell = (line: string): void => {
    progress.clear();
    if (!json) errors.write(`${wrapped(line, lookOf(errors, environment).columns).join('\n')}\n`);
  };
  const { reply, exit } = await work({ log, stream, tell, progress }).then(
    (reply) => ({ reply, exit: exitOfReply(reply) }),
    (error: unknown) => ({ reply: explained(error, log, say), exit: exitOfError(error) }),
  );
  progress.clear();
  print(reply, { json, errors, output: streamed ? errors : output, environment, say });
  return exit;
}

/** Explains an error. Its message in JSON names commands and options as they are typed in a terminal. */
function explained(error: unknown, log: Logger, say: Say): Reply {
  const reply = explain(error, log);
  return { ...reply, data: { ...Object(reply.data), message: say(reply.line) } };
}

/**
 * Runs the command and returns its outcome.
 *
 * @throws any error that prevents it. A `Refused` is recorded in the audit log first, once the database is connected.
 */
async function outcomeOf(
  { name, command, raw, secret, assumeYes, wait }: CommandLine,
  { environment, settings, input, errors, onInterrupt }: Shell,
  run: Run,
): Promise<Reply> {
  const terminal = { input, output: errors };
  const config = configIn(settings(), run);
  const work = command.prepare(raw);
  const typed = secret === null ? null : (secret.value ?? (await promptHidden(terminal, secret.flag)));
  const { close, dependencies, recordRefusal, contextFor } = await wireConsole(config, run);
  const invocation = { caller: systemUser(environment), interactionId: `console:${randomUUID()}` };
  const askHere = async (question: Reply): Promise<boolean> => {
    run.progress.clear();
    const answer = await askInTerminal(terminal, question, (asked) =>
      printed(asked, lookOf(errors, environment), shownFor(command.options)),
    );
    run.progress.start();
    return answer;
  };
  const ask = assumeYes ? agree : askHere;
  run.progress.start();
  try {
    return await withLogContext({ interactionId: invocation.interactionId, command: name }, async () => {
      const context = contextFor({
        ...invocation,
        secret: typed,
        ask,
        stream: run.stream,
        readTeamPolicy: () => readPolicy(settings(), catalogue.operations),
      });
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
    });
  } catch (error) {
    if (error instanceof Refused) {
      const refused = {
        command: name,
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
  return untilInterrupted(onInterrupt, async (signal) => {
    const waiting = { dependencies, catalogue, signal, ...run };
    const whole = isBatched(command) ? await finish(waiting, reply) : reply;
    const refreshed = await withRefresh(dependencies, { signal, progress: run.progress }, whole);
    const { card } = refreshed;
    if (card === undefined || !isFollowed(command)) return refreshed;
    if (wait) return waitFor(waiting, card.actionId);
    run.tell(
      `Action ${card.actionId} is finishing in Akkoma. A running bot tracks it. Without a bot, run "${programName} wait ${card.actionId}".`,
    );
    return refreshed;
  });
}

async function outcomeOfWait(action: number, { settings, onInterrupt }: Shell, run: Run): Promise<Reply> {
  const { close, dependencies } = await wireConsole(configIn(settings(), run), run);
  try {
    return await untilInterrupted(onInterrupt, (signal) =>
      waitFor({ dependencies, catalogue, signal, ...run }, action),
    );
  } finally {
    await close();
  }
}

/** Does work that an interrupt, such as Ctrl-C, ends early through the signal. */
async function untilInterrupted<Result>(
  onInterrupt: Shell['onInterrupt'],
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const interruption = new AbortController();
  const stopListening = onInterrupt(() => interruption.abort());
  try {
    return await work(interruption.signal);
  } finally {
    stopListening();
  }
}

function configIn(settings: NodeJS.ProcessEnv, { log }: Run): ConsoleConfig {
  const config = readConsoleConfig({ LOG_LEVEL: log.level, ...settings });
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

const agree = (): Promise<boolean> => Promise.resolve(true);
