import type { Catalogue } from '../command/index.ts';
import { listGlobalCommands, removeGlobalCommands } from '../discord/index.ts';
import { reportConfig } from '../settings/config.ts';
import { Unavailable } from '../text/errors.ts';
import { consoleCommand } from '../text/program-name.ts';
import { joinTexts, text } from '../text/text.ts';
import { token } from './application.ts';
import { defineCheck, type Facts, ok, warning } from './check.ts';
import { examine } from './examine.ts';

/** Commands of an earlier bot would stand twice in the menu. They may be wanted, so nothing removes them by itself. */
export const globalCommands = defineCheck({
  name: 'Global commands',
  needs: ['rest', 'me'],
  look: async ({ rest, me }) => {
    const left = await listGlobalCommands(rest, me.id);
    return left.length === 0
      ? ok(text`The application has no commands in all servers.`)
      : warning(
          text`Discord shows commands beside those of Steward that this application has in all servers, perhaps of an earlier bot: ${left.map(({ name }) => name).join(', ')}.`,
          text`Run ${consoleCommand('remove_global_commands')}, which asks before it removes them.`,
        );
  },
});

/** The commands that the application has in all servers. */
interface GlobalCommands {
  readonly names: readonly string[];
  /** Removes exactly these. */
  remove(): Promise<void>;
}

/**
 * Finds the commands that the application has in all servers, with only the settings that this needs.
 *
 * @throws Unavailable in the words of the doctor where Discord cannot be asked.
 */
export async function findGlobalCommands(
  environment: NodeJS.ProcessEnv,
  catalogue: Pick<Catalogue, 'operations'>,
): Promise<GlobalCommands> {
  const { rest, me } = await reachDiscord(environment, catalogue);
  const found = await listGlobalCommands(rest, me.id);
  return { names: found.map(({ name }) => name), remove: () => removeGlobalCommands(rest, me.id, found) };
}

async function reachDiscord(
  environment: NodeJS.ProcessEnv,
  { operations }: Pick<Catalogue, 'operations'>,
): Promise<Pick<Facts, 'rest' | 'me'>> {
  const facts: Partial<Facts> = { ...reportConfig(environment, operations.keys()).settings };
  if (facts.DISCORD_TOKEN === undefined) {
    throw new Unavailable(text`DISCORD_TOKEN is missing. Set it (see .env.example) and try again.`);
  }
  for await (const { said, mend = [] } of examine([token], facts)) {
    const { rest, me } = facts;
    if (rest !== undefined && me !== undefined) return { rest, me };
    throw new Unavailable(joinTexts([said, mend], ' '));
  }
  throw new Error('The check of the token has no outcome.');
}
