import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { catalogue } from '../commands/index.ts';
import { type Caller, openGate } from './actions/index.ts';
import { explain } from './command/index.ts';
import { readConsoleConfig } from './config.ts';
import { type CommandLine, readCommandLine, WrongUsage } from './console/arguments.ts';
import { printed } from './console/print.ts';
import { askUnseen } from './console/unseen.ts';
import { helpOf, overviewOf, usageOf } from './console/usage.ts';
import { Refused, StewardError } from './errors.ts';
import { createLog } from './log.ts';
import type { Reply } from './reply.ts';
import { text } from './text.ts';
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
    const line = readCommandLine(catalogue, words[0] === 'help' ? [...words.slice(1), '--help'] : words);
    if (line.help) {
      process.stdout.write(helpOf(line.group, line.command));
      return 0;
    }
    return await run(line);
  } catch (error) {
    if (error instanceof WrongUsage) {
      const hint =
        error.command === undefined
          ? overviewOf(catalogue)
          : `Usage: ${usageOf(words[0] ?? '', error.command)}\n`;
      process.stderr.write(`${error.message}\n${hint}`);
      return 2;
    }
    if (!(error instanceof StewardError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function run({ command, raw, secret, json, assumeYes }: CommandLine): Promise<0 | 1> {
  const config = readConsoleConfig({ LOG_LEVEL: 'warn', ...process.env });
  const log = createLog(config.LOG_LEVEL);
  const work = command.prepare(raw);
  const typed = secret === null ? null : (secret.value ?? (await askUnseen(terminal, secret.flag)));
  const { database, deskFor } = await wire({
    config,
    gate: openGate,
    log,
    applicationName: 'steward-console',
    pageSize: Number.POSITIVE_INFINITY,
  });
  try {
    const reply = await work(
      deskFor({
        caller: systemUser(),
        interactionId: `console:${randomUUID()}`,
        secret: typed,
        confirm: assumeYes ? agree : askInTerminal,
      }),
    ).catch((error: unknown) => explain(error, log));
    print(reply, json);
    return reply.tone === 'done' || reply.tone === 'information' ? 0 : 1;
  } finally {
    await database.close();
  }
}

function print(reply: Reply, json: boolean): void {
  const isFault = reply.tone === 'refused' || reply.tone === 'failed';
  const shown = json ? `${JSON.stringify(reply.data)}\n` : printed(reply);
  (isFault && !json ? process.stderr : process.stdout).write(shown);
}

function agree(): Promise<boolean> {
  return Promise.resolve(true);
}

/** Shows the question and waits for a line; only a clear yes is one. */
async function askInTerminal(question: Reply): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new Refused(text`This asks before it acts, and nobody is there to answer. Add -y to answer yes.`);
  }
  const lines = createInterface(terminal);
  try {
    const answer = await lines.question(`${printed(question)}Type yes to do it: `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

/** Who typed it, as far as the machine knows: under `sudo`, whoever called that. */
function systemUser(): Caller {
  const name = process.env.SUDO_USER ?? userInfo().username;
  return { id: `system:${name}`, name, source: 'console', roles: [], guildId: null, channelId: null };
}
