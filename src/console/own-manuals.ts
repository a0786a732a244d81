import { programName } from '../text/program-name.ts';
import { helpFlag, jsonFlag, type Manual, type Place, yesFlags } from './manual.ts';

const place = (name: string, description: string, choices: readonly string[] = []): Place => ({
  name,
  description,
  choices,
});

/** The shells for which `completion` prints a script. */
export const shells = ['bash', 'zsh', 'fish'] as const;

/** The manuals of the commands that only the console has, by their names. */
export const ownManuals = {
  wait: {
    path: 'wait',
    summary: 'Wait until an action has finished in Akkoma, and show the progress',
    details: [
      'Does what is left of an action on many accounts, and waits for what Akkoma does in the background, such as the deletion of an account. A running bot does the same. Both may run at once.',
    ],
    places: [place('ACTION', 'Number of the action, such as 12')],
    flags: [jsonFlag, helpFlag],
    examples: ['wait 12'],
  },
  doctor: {
    path: 'doctor',
    summary: 'Check settings, database and Discord, and say how to fix each problem',
    details: [
      'Prints a line for each check, and at the end one for those that were skipped. Changes nothing.',
      'Exits with 1 if a check failed, else with 0. A warning is not a failure.',
    ],
    places: [],
    flags: [jsonFlag, helpFlag],
    examples: ['doctor', 'doctor --json'],
  },
  remove_global_commands: {
    path: 'remove_global_commands',
    summary: 'Remove commands that an earlier bot left in all servers of the application',
    details: [
      'Names the commands and asks first. The commands of Steward, which it has in one server only, stay.',
      'Needs only DISCORD_TOKEN.',
    ],
    places: [],
    flags: [...yesFlags, jsonFlag, helpFlag],
    examples: ['remove_global_commands'],
  },
  grants: {
    path: 'grants',
    summary: 'Print SQL that grants a database role the rights that Steward needs',
    details: [
      'Revokes all other rights of the database role. Does not connect to a database.',
      'Run the SQL in the database as a superuser, after each migration.',
    ],
    places: [place('[ROLE]', 'Name of the database role; default: steward')],
    flags: [helpFlag],
    examples: ['grants > grants.sql', 'grants steward | sudo -u postgres psql --set ON_ERROR_STOP=1 akkoma'],
  },
  completion: {
    path: 'completion',
    summary: 'Print a script that completes commands and options in a shell',
    details: [
      'Completes the command steward. See docs/install.md, "6. The first start", for how to create it.',
      'The comment at the top of the script says where to put it.',
    ],
    places: [place('SHELL', 'Shell that reads the script', shells)],
    flags: [helpFlag],
    examples: [
      'completion bash > /etc/bash_completion.d/steward',
      'completion zsh > /usr/local/share/zsh/site-functions/_steward',
      'completion fish > ~/.config/fish/completions/steward.fish',
    ],
  },
  version: {
    path: 'version',
    summary: 'Print the version of Steward',
    details: [`The same as "${programName} --version" and "${programName} -V".`],
    places: [],
    flags: [helpFlag],
    examples: ['version'],
  },
  help: {
    path: 'help',
    summary: 'Show the help of a group or a command',
    details: ['The same as adding --help to it.'],
    places: [
      place('[GROUP]', 'Group, or a command without a group; an overview if not given'),
      place('[COMMAND]', 'Command of the group'),
    ],
    flags: [helpFlag],
    examples: ['help', 'help user', 'help user deactivate'],
  },
} as const satisfies Record<string, Manual>;

export type OwnName = keyof typeof ownManuals;

export const isOwnName = (name: string): name is OwnName => Object.hasOwn(ownManuals, name);
