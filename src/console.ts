import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { catalogue } from '../commands/index.ts';
import { nobody, openGate, openPolicy } from './actions/index.ts';
import { type Desk, explain, refusedWords } from './command/index.ts';
import { readConsoleConfig } from './config.ts';
import { type CommandLine, readCommandLine, WrongUsage } from './console/arguments.ts';
import { askInTerminal } from './console/ask.ts';
import { grantsFor } from './console/grants.ts';
import { printed } from './console/print.ts';
import { streamTo } from './console/stream.ts';
import { systemUser } from './console/system-user.ts';
import { askUnseen } from './console/unseen.ts';
import { helpOf, overviewOf, usageOf } from './console/usage.ts';
import { Refused } from './errors.ts';
import { createLog } from './log.ts';
import { concerning } from './matter.ts';
import type { Reply } from './reply.ts';
import { wire } from './wiring.ts';

/** Questions go where outcomes do not. */
const terminal = { input: process.stdin, output: process.stderr };

process.exitCode = await main(process.argv.slice(2));

/** Runs one command line. 0: done, 1: refused or failed, 2: wrong usage. */
async function main(words: readonly string[]): Promise<0 | 1 | 2> {
  if (words.length === 0 || (words.length === 1 && ['help', '--help', '-h'].includes(words[0] ?? ''))) {
    process.stdout.write(overviewOf(catalogue));
    return words.length === 0 ? 2 : 0;
  }
  try {
    // `help user deactivate` is another way to type `user deactivate --help`.
    const typed = words[0] === 'help' ? [...words.slice(1), '--help'] : words;
    if (typed[0] === 'grants') {
      process.stdout.write(grantsFor(typed.slice(1)));
      return 0;
    }
    // It must work where hardly anything else does, so it is none of the catalogue's.
    // It asks Discord, of which the other commands load nothing.
    if (typed[0] === 'doctor') {
      const { doctor } = await import('./console/doctor.ts');
      return await doctor(catalogue, typed.slice(1));
    }
    const line = readCommandLine(catalogue, typed);
    if (line.help) {
      process.stdout.write(helpOf(line.group, line.command));
      return 0;
    }
    return await run(line);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    const hint =
      error.command === undefined
        ? overviewOf(catalogue)
        : `Usage: ${usageOf(words[0] ?? '', error.command)}\n`;
    process.stderr.write(`${error.message}\n${hint}`);
    return 2;
  }
}

async function run({ json, ...line }: CommandLine): Promise<0 | 1> {
  const log = createLog('warn');
  let streamed = false;
  const stream = (pieces: AsyncIterable<string>): Promise<void> => {
    streamed = true;
    return streamTo(process.stdout, pieces);
  };
  const reply = await outcomeOf({ ...line, stream }, log).catch((error: unknown) => explain(error, log));
  print(reply, { json, output: streamed ? process.stderr : process.stdout });
  return reply.tone === 'done' || reply.tone === 'information' ? 0 : 1;
}

/** @throws whatever stood in the way; a refusal has been written down by then, where there is a database to do so. */
async function outcomeOf(
  { group, command, raw, secret, assumeYes, stream }: Omit<CommandLine, 'json'> & Pick<Desk, 'stream'>,
  log: Logger,
): Promise<Reply> {
  const config = readConsoleConfig({ LOG_LEVEL: log.level, ...process.env });
  log.level = config.LOG_LEVEL;
  const work = command.prepare(raw);
  const typed = secret === null ? null : (secret.value ?? (await askUnseen(terminal, secret.flag)));
  const { close, recordRefusal, deskFor } = await wire({
    config,
    catalogue,
    members: nobody,
    gate: openGate,
    policy: openPolicy(config.BULK_LIMIT),
    log,
    applicationName: 'steward-console',
    pageSize: Number.POSITIVE_INFINITY,
  });
  const sitting = { caller: systemUser(process.env), interactionId: `console:${randomUUID()}` };
  const confirm = assumeYes ? agree : (question: Reply) => askInTerminal(terminal, question);
  try {
    return await concerning(
      { interactionId: sitting.interactionId, command: `${group}.${command.name}` },
      () => work(deskFor({ ...sitting, secret: typed, confirm, stream })),
    );
  } catch (error) {
    if (error instanceof Refused) {
      const refused = { command: `${group}.${command.name}`, ...refusedWords(command, raw), because: error };
      await recordRefusal({ ...sitting, ...refused });
    }
    throw error;
  } finally {
    await close();
  }
}

/** @param output for what is no fault: elsewhere than what was streamed, which another program may read. */
function print(reply: Reply, { json, output }: { json: boolean; output: NodeJS.WritableStream }): void {
  const isFault = reply.tone === 'refused' || reply.tone === 'failed';
  const shown = json ? `${JSON.stringify(reply.data)}\n` : printed(reply);
  (isFault && !json ? process.stderr : output).write(shown);
}

function agree(): Promise<boolean> {
  return Promise.resolve(true);
}
