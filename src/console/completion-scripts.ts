import { quietProgramName } from '../text/program-name.ts';

/** A word that can be completed, with its meaning. */
export type Candidate = readonly [word: string, meaning: string];

/** What can follow the words of a command line. */
export interface Point {
  /** The words before: none, a group, or a command. */
  readonly path: string;
  readonly words: readonly Candidate[];
  readonly flags: readonly Candidate[];
  /** The flags that take a value, with the values to choose from, if there are any. */
  readonly values: readonly (readonly [flag: string, choices: readonly string[]])[];
}

const indented = (lines: readonly string[]): string => lines.map((line) => `    ${line}\n`).join('');

/** A word in single quotes, for bash and zsh. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** A pattern for the two words before the cursor: of a command that is one word, the second is an argument. */
const patternOf = (path: string, hasCommands: boolean): string =>
  path.includes(' ') || hasCommands ? quoted(hasCommands ? `${path} ` : path) : `${quoted(`${path} `)}*`;

const isParent = (points: readonly Point[], { path }: Point): boolean =>
  path === '' || points.some((other) => other.path.startsWith(`${path} `));

/** How bash and zsh find the words before the cursor, in $one and $two. `help user` is completed like `user`. */
const findWords = (words: string, count: string, offset: number): string => `
  local first=${1 + offset} one='' two='' flags=1
  if [[ \${${words}[first]} == help ]] && (( ${count} > first )); then first=${2 + offset} flags=0; fi
  (( ${count} > first )) && one=\${${words}[first]}
  (( ${count} > first + 1 )) && two=\${${words}[first + 1]}`;

/** The cases of flags that take a value: those with choices first, and then all others, of which nothing is known. */
function valueCases(points: readonly Point[], complete: (choices: readonly string[]) => string): string[] {
  const all = points.flatMap(({ path, values }) =>
    values.map(([flag, choices]) => ({ path, flag, choices })),
  );
  const free = new Set(all.filter(({ choices }) => choices.length === 0).map(({ flag }) => flag));
  return [
    ...all
      .filter(({ choices }) => choices.length > 0)
      .map(({ path, flag, choices }) => `${quoted(`${path} ${flag}`)}) ${complete(choices)}; return ;;`),
    `${[...free].map((flag) => `*${quoted(` ${flag}`)}`).join(' | ')}) return ;;`,
  ];
}

const namesIn = (candidates: readonly Candidate[]): string => candidates.map(([word]) => word).join(' ');

export const bashScript = (points: readonly Point[]): string => `# Completion of steward for bash.
# Put this script into /etc/bash_completion.d/steward, or add this line to ~/.bashrc:
#   source <(${quietProgramName} completion bash)

_steward() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} words='' options=''
  # Bash splits --state=done into three words.
  if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
${findWords('COMP_WORDS', 'COMP_CWORD', 0).slice(1)}
  COMPREPLY=()
  case "$one $two $prev" in
${indented(
  valueCases(points, (choices) => `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$cur"))`),
)}  esac
  case "$one $two" in
${indented(
  points.map(
    (point) =>
      `${patternOf(point.path, isParent(points, point))}) words='${namesIn(point.words)}' options='${namesIn(point.flags)}' ;;`,
  ),
)}  esac
  if [[ $cur != -* ]]; then options=''; fi
  if (( ! flags )); then options=''; fi
  COMPREPLY=($(compgen -W "$words $options" -- "$cur"))
}

complete -F _steward steward
`;

/** A candidate with its meaning, as `_describe` reads it. */
const described = ([word, meaning]: Candidate): string => quoted(`${word.replaceAll(':', '\\:')}:${meaning}`);

export const zshScript = (points: readonly Point[]): string => `#compdef steward
# Completion of steward for zsh.
# Put this script as _steward into a folder of $fpath, or add this line to ~/.zshrc, after compinit:
#   source <(${quietProgramName} completion zsh)

_steward() {
  local cur=\${words[CURRENT]} prev=\${words[CURRENT - 1]}
  local -a candidates options
${findWords('words', 'CURRENT', 1).slice(1)}
  case "$one $two $prev" in
${indented(
  valueCases(points, (choices) => `candidates=(${choices.join(' ')}); _describe value candidates`),
)}  esac
  case "$one $two" in
${indented(
  points.map(
    (point) =>
      `${patternOf(point.path, isParent(points, point))}) candidates=(${point.words.map(described).join(' ')}) options=(${point.flags.map(described).join(' ')}) ;;`,
  ),
)}  esac
  if [[ $cur == -* ]] && (( flags )); then _describe option options; fi
  _describe command candidates
}

if [[ $funcstack[1] == _steward ]]; then _steward "$@"; else compdef _steward steward; fi
`;

/** A word in single quotes, for fish. */
const fishQuoted = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export const fishScript = (points: readonly Point[]): string => `# Completion of steward for fish.
# Put this script into ~/.config/fish/completions/steward.fish.

# Whether the words before the cursor are these, or begin with them if the first argument is "begin".
function __steward_at
    set -l typed (commandline --tokens-expanded --current-process --cut-at-cursor 2>/dev/null; or commandline -opc)
    set -e typed[1]
    if test "$typed[1]" = help
        test $argv[1] = begin; and return 1
        set -e typed[1]
    end
    set -l wanted $argv[2..]
    if test $argv[1] = begin
        set typed $typed[1..(count $wanted)]
    end
    test "$typed" = "$wanted"
end

complete -c steward -f
${points
  .flatMap((point) => {
    const at = isParent(points, point) ? 'exactly' : 'begin';
    const when = `-n ${fishQuoted(`__steward_at ${at} ${point.path}`.trim())}`;
    const choicesOf = new Map(point.values);
    return [
      ...point.words.map(([word, meaning]) => `complete -c steward ${when} -a ${word}${inFish(meaning)}`),
      ...point.flags.map(([flag, meaning]) => {
        const choices = choicesOf.get(flag);
        const name = flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
        const value = choices === undefined ? '' : ` -x -a ${fishQuoted(choices.join(' '))}`;
        return `complete -c steward ${when} ${name}${value}${inFish(meaning)}`;
      }),
    ];
  })
  .join('\n')}
`;

const inFish = (meaning: string): string => (meaning === '' ? '' : ` -d ${fishQuoted(meaning)}`);
