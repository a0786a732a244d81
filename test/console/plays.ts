import type { Changes } from '../support/snapshot.ts';

/** How a recording of the real command line is played with ours. */
export interface Play {
  /** What is typed after `user`, in order. */
  readonly commands: readonly (readonly string[])[];
  /** 1 where ours refuses; the real one exits with 0 even when it finds nothing. */
  readonly exit: 0 | 1;
  /** What a decision changes in the rows, where the manual and the code of the real one disagree. */
  adjust?(recorded: Changes): Changes;
}

const done = (...commands: readonly (readonly string[])[]): Play => ({ commands, exit: 0 });
const refused = (...commands: readonly (readonly string[])[]): Play => ({ commands, exit: 1 });

/**
 * Every recording by its name. `--keep-followers` and `--no-posts-first` give what the real command does; without them
 * ours does what the manual says, which tests of their own protect.
 */
export const plays: Readonly<Record<string, Play>> = {
  'activate-active': refused(['activate', 'lain']),
  'activate-deactivate': done(['activate', 'erin'], ['deactivate', 'erin', '--keep-followers']),
  'activate-erin': done(['activate', 'erin']),
  'activate-missing': refused(['activate', 'nobody']),
  'activate-remote': done(['activate', 'spam21@spam.example']),
  'deactivate-all-friendly': done([
    'deactivate_all_from_instance',
    'friendly.example',
    '--keep-followers',
    '-y',
  ]),
  'deactivate-all-unknown': refused(['deactivate_all_from_instance', 'unknown.example', '-y']),
  'deactivate-inactive': refused(['deactivate', 'erin']),
  'deactivate-lain': done(['deactivate', 'lain', '--keep-followers']),
  'deactivate-missing': refused(['deactivate', 'nobody']),
  'deactivate-remote-followed': done(['deactivate', 'spam1@spam.example', '--keep-followers']),
  'documented-deactivate-bob': done(['deactivate', 'bob']),
  list: done(['list']),
  'tag-missing': refused(['tag', 'nobody', 'x']),
  'tag-one': done(['tag', 'lain', 'beta']),
  'tag-several': done(['tag', 'heidi', 'Beta', 'gamma', 'beta', '  spaced  ']),
  'untag-one': done(['untag', 'heidi', 'beta']),
};
