import { type Catalogue, cancelled } from '../command/index.ts';
import { findGlobalCommands } from '../doctor/index.ts';
import { plural } from '../text/plural.ts';
import type { Reply } from '../text/reply.ts';
import { text } from '../text/text.ts';
import { askInTerminal } from './ask.ts';
import { lookOf } from './look.ts';
import { printed } from './print.ts';
import type { Shell } from './shell.ts';
import { shown } from './shown.ts';

/** Removes the commands that the application has in all servers, once the caller has agreed to exactly these. */
export async function removeGlobalCommandsOnce(
  catalogue: Catalogue,
  assumeYes: boolean,
  { environment, settings, input, errors }: Shell,
): Promise<Reply> {
  const { names, remove } = await findGlobalCommands(settings(), catalogue);
  if (names.length === 0) {
    return {
      tone: 'information',
      line: text`This application has no commands for all servers, so there is nothing to remove.`,
      data: { removed: [] },
    };
  }
  const commands = text`${names.length} ${[plural(names.length, 'command', 'commands')]}`;
  const question: Reply = {
    tone: 'question',
    line: text`Remove ${commands} of this application from all servers?`,
    body: text`${names.join(', ')}`,
    data: null,
  };
  const draw = (asked: Reply): string => printed(asked, lookOf(errors, environment), shown);
  if (!assumeYes && !(await askInTerminal({ input, output: errors }, question, draw))) return cancelled(null);
  await remove();
  return {
    tone: 'done',
    line: text`Removed ${commands}: ${names.join(', ')}.`,
    data: { removed: names },
  };
}
