import type { Catalogue } from '../command/index.ts';
import { bashScript, type Candidate, fishScript, type Point, zshScript } from './completion-scripts.ts';
import { hintOf } from './help.ts';
import type { Flag, Manual } from './manual.ts';
import { ownManuals, shells } from './own-manuals.ts';
import { didYouMean, WrongUsage } from './read-flags.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

/**
 * Returns the script that completes groups, commands, flags and fixed values in a shell. The script contains them all,
 * since starting Steward for each press of Tab would take a second. After an upgrade it is printed again.
 *
 * @throws WrongUsage for an unknown shell.
 */
export function completionScript(
  shell: string | undefined,
  catalogue: Catalogue,
  manuals: readonly Manual[],
): string {
  const known = shells.find((each) => each === shell);
  if (known === undefined) {
    const fault = shell === undefined ? 'Missing argument SHELL.' : `Unknown shell "${shell}".`;
    const hint = shell === undefined ? '' : didYouMean(shell, shells);
    throw new WrongUsage(`${fault}${hint}`, hintOf(ownManuals.completion));
  }
  return scripts[known](pointsOf(catalogue, manuals));
}

function pointsOf({ groups }: Catalogue, manuals: readonly Manual[]): Point[] {
  const top: Point = {
    path: '',
    words: [
      ...groups.map(({ name, description }): Candidate => [name, description]),
      ...Object.values(ownManuals).map(({ path, summary }): Candidate => [path, summary]),
    ],
    flags: [
      ['--help', 'Show the help'],
      ['--version', 'Print the version'],
    ],
    values: [],
  };
  return [
    top,
    ...groups.map(({ name }) => ({
      path: name,
      words: manuals
        .filter(({ path }) => path.startsWith(`${name} `))
        .map(({ path, summary }): Candidate => [path.slice(name.length + 1), summary]),
      flags: [['--help', 'Show the help'] satisfies Candidate],
      values: [],
    })),
    ...manuals.map(({ path, places, flags }) => ({
      path,
      words: places.flatMap(({ choices }) => choices.map((choice): Candidate => [choice, ''])),
      flags: flags.filter(({ hidden }) => !hidden).flatMap(candidatesOf),
      values: flags
        // A value in brackets may be omitted, so a flag may follow.
        .filter(({ value }) => value !== null && !value.startsWith('['))
        .map(({ name, choices }) => [`--${name}`, choices] as const),
    })),
  ];
}

const candidatesOf = ({ name, short, negatable, description }: Flag): Candidate[] => [
  [`--${name}`, description],
  ...(negatable ? [[`--no-${name}`, `The opposite of --${name}`] satisfies Candidate] : []),
  ...(short === undefined ? [] : [[`-${short}`, description] satisfies Candidate]),
];
