import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import type { CommandContext } from '../../src/command/index.ts';
import { policyOf, readBotConfig } from '../../src/settings/config.ts';
import { plain } from '../../src/text/text.ts';
import { testDatabase } from '../support/database.ts';
import { performOn } from '../support/perform.ts';
import { blocksOf } from './blocks.ts';

const page = readFileSync('docs/policy.md', 'utf8');

const roles = {
  ADMINS: '100000000000000001',
  MODERATORS: '100000000000000002',
  OWNERS: '100000000000000003',
};

const tiers = ['Routine', 'Sensitive', 'Destructive'];

const database = testDatabase();

const settings = blocksOf(page, 'dotenv');
const shown = blocksOf(page, 'text');

test.for(settings.map((setting, index) => ({ setting, says: shown[index] })))(
  '`/action policy` describes an example as the page does: $setting',
  async ({ setting, says }) => {
    const { em } = performOn(database.url).database;
    const command = catalogue.find('action', 'policy')?.command;

    const reply = await command?.prepare({})({
      em,
      policy: policyIn(setting),
      wordsFor: catalogue.wordsFor,
    } as CommandContext);

    const said = (reply?.fields ?? [])
      .filter(({ name }) => tiers.includes(name))
      .map(({ name, value }) => `${name}\n${rulesIn(plain(value))}`)
      .join('\n');
    expect(said.replace(/role (\d+)/g, (_, id: string) => `@${nameOf(id)}`)).toBe(says);
  },
);

/** The rule and the exceptions, without the list of the commands. In Discord, a command is drawn with a slash. */
const rulesIn = (value: string): string =>
  value
    .split('\n')
    .filter((line) => line.includes(' · '))
    .map((line) => line.replace(/^.* · exception:/, '/$&'))
    .join('\n');

function policyIn(setting: string) {
  const named = setting.replace(
    /\b(ADMINS|MODERATORS|OWNERS)\b/g,
    (name) => roles[name as keyof typeof roles],
  );
  const config = readBotConfig(
    {
      DATABASE_URL: 'postgres://steward@localhost/akkoma',
      INSTANCE_URL: 'https://social.test',
      DISCORD_TOKEN: 'token',
      DISCORD_GUILD_ID: '100000000000000000',
      ...parseEnv(named),
    },
    catalogue.operations.keys(),
  );
  return policyOf(config, catalogue.operations);
}

function nameOf(id: string): string {
  const [name = ''] = Object.entries(roles).find(([, each]) => each === id) ?? [];
  return name.toLowerCase();
}
