import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stateFilters } from '../../src/command/index.ts';
import { runConsole } from '../support/console.ts';

async function scriptFor(shell: 'bash' | 'zsh' | 'fish'): Promise<string> {
  const { exit, out } = await runConsole(['completion', shell], {});
  expect(exit).toBe(0);
  const folder = mkdtempSync(join(tmpdir(), 'steward-completion-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, `_steward.${shell}`);
  writeFileSync(path, out);
  return path;
}

/** What real bash offers where the cursor is at the end of these words, as bash splits a line. */
async function offeredByBash(...lines: readonly (readonly string[])[]): Promise<string[][]> {
  const script = await scriptFor('bash');
  const ask = `
    source "$1"; shift
    [[ $(complete -p steward) == 'complete -F _steward steward' ]] || exit 1
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _steward steward "\${COMP_WORDS[COMP_CWORD]}"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  return lines.map((words) =>
    execFileSync('bash', ['-c', ask, 'bash', script, 'steward', ...words], { encoding: 'utf8' })
      .split('\n')
      .filter((word) => word !== ''),
  );
}

test('bash completes groups and commands, also after help', async () => {
  const [top, group, commands, help, helped, nothing] = await offeredByBash(
    [''],
    ['us'],
    ['user', 'dea'],
    ['help', 'a'],
    ['help', 'user', 'dea'],
    ['user', 'show', 'l'],
  );
  const [ours, theirs] = await offeredByBash(['instance', 'dea'], ['user', 'invite', '--m']);

  expect(top).toEqual(
    'user signup invite instance post report action staff audit wait doctor remove_global_commands grants completion version help'.split(
      ' ',
    ),
  );
  expect(group).toEqual(['user']);
  expect(commands).toEqual(['deactivate', 'deactivate_all_from_instance']);
  expect(help).toEqual(['action', 'audit']);
  expect(helped).toEqual(['deactivate', 'deactivate_all_from_instance']);
  expect(nothing).toEqual([]);
  expect(ours).toEqual(['deactivate_all']);
  expect(theirs).toEqual(['--max-use']);
});

test('bash completes the options of a command once a dash is typed, and none that nobody types', async () => {
  const [all, negated, own, none] = await offeredByBash(
    ['user', 'list', '--'],
    ['user', 'deactivate', 'lain', '--no-'],
    ['wait', '12', '--'],
    ['user', 'list', ''],
  );

  expect(all).toEqual(expect.arrayContaining(['--active', '--no-active', '--name', '--json', '--help']));
  expect(all).not.toContain('--page');
  expect(negated).toEqual(['--no-keep-followers', '--no-dry-run']);
  expect(own).toEqual(['--json', '--help']);
  expect(none).toEqual([]);
});

test('bash completes fixed values, and offers nothing in place of free text', async () => {
  const [shells, states, part, split, text] = await offeredByBash(
    ['completion', ''],
    ['action', 'list', '--state', ''],
    ['action', 'list', '--state', 'd'],
    ['action', 'list', '--state', '=', 'd'],
    ['user', 'deactivate', 'lain', '--reason', '--'],
  );

  expect(shells).toEqual(['bash', 'zsh', 'fish']);
  expect(states).toEqual(Object.keys(stateFilters));
  expect(part).toEqual(['done', 'denied']);
  expect(split).toEqual(['done', 'denied']);
  expect(text).toEqual([]);
});

test.runIf(existsSync('/usr/bin/fish'))('fish completes the same, with the meanings', async () => {
  const script = await scriptFor('fish');
  const offered = (line: string): string[] =>
    execFileSync('fish', ['--no-config', '-c', `source ${script}; complete -C '${line}'`], {
      encoding: 'utf8',
    })
      .trimEnd()
      .split('\n');

  expect(offered('steward us')).toEqual(['user\tManage the accounts of the instance']);
  expect(offered('steward help user unt')).toEqual(['untag\tRemove tags from an account']);
  expect(offered('steward wait 12 --')).toEqual([
    '--help\tShow this help',
    '--json\tPrint the result as JSON',
  ]);
  expect(offered('steward action list --state d').map((line) => line.split('\t')[0])).toEqual([
    'denied',
    'done',
  ]);
});

test.runIf(existsSync('/usr/bin/zsh'))('zsh completes the same, at a real prompt', async () => {
  const script = await scriptFor('zsh');
  // Ctrl-X writes the line at the prompt into a file, and empties it.
  const ask = `
    zmodload zsh/zpty
    zpty -b shell zsh -f -i
    told() {
      until [[ -f "$1" && $(wc -l < "$1") -ge $2 ]]; do zpty -r -t shell seen || sleep 0.05; done
    }
    zpty -w shell 'autoload -Uz compinit; compinit -u -D; source "${script}"'
    zpty -w shell 'tell() { print -r -- "$BUFFER" >> "${script}.told"; BUFFER= }; zle -N tell; bindkey "^X" tell'
    zpty -w shell 'echo > "${script}.told"'
    told "${script}.told" 1
    count=1
    for line in "$@"; do
      zpty -n -w shell "$line"$'\\t\\C-x'
      told "${script}.told" $((count += 1))
    done`;
  const lines = ['steward user unt', 'steward action list --state exp', 'steward completion z'];
  execFileSync('zsh', ['-f', '-c', ask, 'zsh', ...lines], { timeout: 60_000 });

  expect(
    readFileSync(`${script}.told`, 'utf8')
      .split('\n')
      .map((line) => line.trim()),
  ).toEqual(['', 'steward user untag', 'steward action list --state expired', 'steward completion zsh', '']);
});
