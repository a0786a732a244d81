import { readFileSync } from 'node:fs';
import { catalogue } from '../../commands/index.ts';
import { readCommandLine } from './arguments.ts';
import { wrapped } from './columns.ts';
import { commandFirst, withoutCommand } from './command-first.ts';
import { completionScript } from './completion.ts';
import type { ExitCode } from './exit-code.ts';
import { printGrants } from './grants.ts';
import { groupHelpOf, helpOf, hintOf, overviewOf } from './help.ts';
import { lookOf } from './look.ts';
import { type Manual, manualOf, manualsOf, saysYes } from './manual.ts';
import { isOwnName, type OwnName, ownManuals } from './own-manuals.ts';
import { readFlags, WrongUsage } from './read-flags.ts';
import { run, runLine, runWait } from './run.ts';
import type { Shell } from './shell.ts';
import { shown } from './shown.ts';
import { unknownCommand } from './unknown-command.ts';
import { actionIn } from './wait.ts';

/**
 * Runs one command line.
 *
 * @returns the exit code.
 */
export async function main(words: readonly string[], shell: Shell): Promise<ExitCode> {
  try {
    return await dispatch(words, shell);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    if (asksForJson(words)) {
      const fault = { error: error.name, message: error.message, usage: error.hint.trimEnd() };
      shell.output.write(`${JSON.stringify(fault)}\n`);
      return 2;
    }
    const { columns } = lookOf(shell.errors, shell.environment);
    shell.errors.write(wrapped(`${error.message}\n\n${error.hint}`, columns).join('\n'));
    return 2;
  }
}

/** Whether the words ask for JSON, also where they are wrong otherwise. */
function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end < 0 ? words : words.slice(0, end)).includes('--json');
}

async function dispatch(typed: readonly string[], shell: Shell): Promise<ExitCode> {
  const words = commandFirst(typed, (first) => catalogue.groups.some(({ name }) => name === first));
  const [first = 'help', ...rest] = words;
  if (isHelpFlag(first)) return help([], shell);
  if (first === '--version' || first === '-V') return own('version', rest, shell);
  if (first.startsWith('-')) throw withoutCommand(first);
  if (isOwnName(first)) return own(first, rest, shell);
  const isGroup = catalogue.groups.some(({ name }) => name === first);
  if (isGroup && rest.every((word) => word === 'help' || isHelpFlag(word))) return help([first], shell);
  const line = readCommandLine(catalogue, words);
  if (line.help) return help(line.path.split(' '), shell);
  return runLine(line, shell);
}

const isHelpFlag = (word: string): boolean => ['--help', '-h'].includes(word);

/** Prints the help of everything, of a group, or of a command. */
function help(words: readonly string[], { output, environment }: Shell): 0 {
  const look = lookOf(output, environment);
  const [first, second] = words;
  const group = catalogue.groups.find(({ name }) => name === first);
  const manual = first === undefined ? undefined : manualNamed(first, second);
  if (first !== undefined && isOwnName(first) && second !== undefined) {
    throw new WrongUsage(`Unexpected argument "${second}".`, hintOf(ownManuals.help));
  }
  if (first === undefined) output.write(overviewOf(catalogue, Object.values(ownManuals), look));
  else if (manual !== undefined) output.write(helpOf(manual, look));
  else if (group !== undefined && second === undefined)
    output.write(groupHelpOf(group, catalogue.akkomaWords, look));
  else throw unknownCommand(catalogue, words);
  return 0;
}

function manualNamed(first: string, second = ''): Manual | undefined {
  if (isOwnName(first)) return ownManuals[first];
  const entry = catalogue.find(first, second);
  return entry === undefined || second === '' ? undefined : manualOf(entry, `${first} ${second}`);
}

/** Runs a command that is not in the registry. */
async function own(name: OwnName, words: readonly string[], shell: Shell): Promise<ExitCode> {
  const manual = ownManuals[name];
  const { values, positionals } = readFlags(words, manual);
  if (values.help === true) return help([name], shell);
  const extra = positionals[manual.places.length];
  if (extra !== undefined) throw new WrongUsage(`Unexpected argument "${extra}".`, hintOf(manual));
  const [given] = positionals;
  const json = values.json === true;
  switch (name) {
    case 'wait':
      return runWait({ action: actionIn(given), json }, shell);
    case 'doctor': {
      // The doctor is not in the command registry, because it must work with a broken environment or database.
      // It is imported only here, because it loads the Discord client, which no other command needs.
      const { doctor } = await import('./doctor.ts');
      return doctor(catalogue, json, shell);
    }
    case 'remove_global_commands': {
      // It loads the Discord client, too.
      const { removeGlobalCommandsOnce } = await import('./remove-global-commands.ts');
      return run({ json, say: shown }, shell, () =>
        removeGlobalCommandsOnce(catalogue, saysYes(values), shell),
      );
    }
    case 'grants':
      shell.output.write(printGrants(catalogue.grants, given));
      return 0;
    case 'completion':
      shell.output.write(completionScript(given, catalogue, allManuals()));
      return 0;
    case 'version':
      shell.output.write(`steward ${version()}\n`);
      return 0;
    case 'help':
      return help(positionals, shell);
  }
}

const allManuals = (): Manual[] => [...manualsOf(catalogue), ...Object.values(ownManuals)];

function version(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
