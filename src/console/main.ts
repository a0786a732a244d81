import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { catalogue } from '../../commands/index.ts';
import { nobody, openGate, openPolicy } from '../actions/index.ts';
import { type CommandContext, explain, refusedWords } from '../command/index.ts';
import { createLog } from '../log/log.ts';
import { withLogContext } from '../log/log-context.ts';
import { type ConsoleConfig, readConsoleConfig } from '../settings/config.ts';
import { Refused } from '../text/errors.ts';
import type { Reply } from '../text/reply.ts';
import { wire } from '../wiring/wire.ts';
import { type CommandLine, readCommandLine, WrongUsage } from './arguments.ts';
import { askInTerminal } from './ask.ts';
import { printGrants } from './grants.ts';
import { printed } from './print.ts';
import { endLeftRefreshes, withRefresh } from './refresh.ts';
import type { Shell } from './shell.ts';
import { streamTo } from './stream.ts';
import { systemUser } from './system-user.ts';
import { askUnseen } from './unseen.ts';
import { helpOf, isBatched, isFollowed, overviewOf, usageOf } from './usage.ts';
import { finish, readWait, waitFor, waitUsage } from './wait.ts';

/** Runs one command line. 0: done, 1: refused or failed, 2: wrong usage. */
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
    // It must work where hardly anything else does, so it is none of the catalogue's.
    // It asks Discord, of which the other commands load nothing.
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

/** What the work of a command line has besides its shell. */
interface Run extends Pick<CommandContext, 'stream'> {
  readonly log: Logger;
  /** Says something beside the outcome, where people read it. */
  tell(line: string): void;
}

/** Has the work done, and prints what came of it. */
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

/** @throws whatever stood in the way; a refusal has been written down by then, where there is a database to do so. */
async function outcomeOf(
  { group, command, raw, secret, assumeYes, wait }: CommandLine,
  { environment, input, errors, onInterrupt }: Shell,
  run: Run,
): Promise<Reply> {
  const terminal = { input, output: errors };
  const config = configIn(environment, run);
  const work = command.prepare(raw);
  const typed = secret === null ? null : (secret.value ?? (await askUnseen(terminal, secret.flag)));
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
          // It is done, whatever becomes of the looks at Akkoma.
          run.log.error({ err: error }, 'Akkoma could not be followed');
          run.tell('It is done. How far Akkoma is with it could not be found out.');
          return reply;
        }
      },
    );
  } catch (error) {
    if (error instanceof Refused) {
      const refused = { command: `${group}.${command.name}`, ...refusedWords(command, raw), because: error };
      await recordRefusal({ ...invocation, ...refused });
    }
    throw error;
  } finally {
    await close();
  }
}

/**
 * What is to be said when all batches are done, and Akkoma goes by them, or is not expected to; and where that is waited for,
 * has finished with it.
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
    `Akkoma is not finished yet. A running bot follows it; without one, "wait ${card.actionId}" does.`,
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
    members: nobody,
    gate: openGate,
    policy: openPolicy(config.BULK_LIMIT),
    log,
    applicationName: 'steward-console',
    pageSize: Number.POSITIVE_INFINITY,
  });

/** @param output for what is no fault: elsewhere than what was streamed, which another program may read. */
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
