import type { APIMessage } from 'discord-api-types/v10';
import { vi } from 'vitest';
import type { SandboxInteraction } from '../../sandbox/discord/index.ts';
import { buttonOf } from '../support/buttons.ts';
import type { Scene } from './scene.ts';

export const admins = ['ada', 'ivan', 'grace'] as const;
export const moderators = ['mo', 'noor'] as const;

/** Types a line, and gives a reason in the modal that may open instead of an answer. */
export async function type({ discord }: Scene, who: string, line: string): Promise<void> {
  await giveReason(discord, who, await discord.as(who).type(line));
}

/** Presses a button of the newest card of an action; without such a button, types the command that it stands for. */
export async function press(scene: Scene, who: string, action: number, label: Label): Promise<void> {
  const { discord } = scene;
  const card = cardsOf(scene, action).at(-1);
  const shown = card && labelOn(card, label);
  if (card === undefined || shown === undefined) {
    const line = typed[label](action);
    if (line !== null) await type(scene, who, line);
    return;
  }
  const pressed = await discord.as(who).click(card, buttonOf(card, shown));
  if (label === 'Approve' && isIrreversible(card)) return confirm(discord, who, pressed);
  await giveReason(discord, who, pressed);
}

const isIrreversible = ({ embeds }: APIMessage): boolean =>
  (embeds[0]?.fields ?? []).some(({ name }) => name.endsWith('Cannot be undone'));

/** Confirms an approval, unless it is refused or the bot does not answer. */
async function confirm(discord: Scene['discord'], who: string, asking: SandboxInteraction): Promise<void> {
  const answered = () => {
    const found = asking.answers.find(({ ephemeral, message }) => ephemeral && message !== undefined);
    return found?.message ?? Promise.reject(new Error('There is no answer yet'));
  };
  const question = await vi.waitFor(answered, 5_000).catch(() => null);
  if (question === null || !hasButton(question, 'Approve')) return;
  await (await discord.as(who).click(question, buttonOf(question, 'Approve'))).answered();
}

const typed = {
  Approve: (action: number) => `/action approve ${action}`,
  Deny: (action: number) => `/action deny ${action} reason:"a drill"`,
  'Cancel request': (action: number) => `/action cancel ${action}`,
  Undo: (action: number) => `/action undo ${action} reason:"a drill"`,
  'Make permanent': (action: number) => `/action keep ${action}`,
  Retry: (action: number) => `/action retry ${action}`,
  'Run now': () => null,
  'Request again': () => null,
} satisfies Record<string, (action: number) => string | null>;

export type Label = keyof typeof typed;

/** The public messages that show an action, the oldest first. */
export const cardsOf = ({ discord }: Pick<Scene, 'discord'>, action: number): APIMessage[] =>
  (['moderation', 'reports'] as const)
    .flatMap((channel) => discord.as('eve').messages(channel))
    .filter(({ embeds }) => embeds[0]?.footer?.text === `Action ${action}`);

export const labelsOf = ({ components = [] }: APIMessage): string[] =>
  components.flatMap((row) =>
    'components' in row
      ? row.components.flatMap((button) => ('label' in button && button.label ? [button.label] : []))
      : [],
  );

/** Other labels of a button: an undo that needs approvals is only requested, and a question is no request. */
const alsoCalled: Readonly<Record<string, string>> = { Undo: 'Request undo', 'Cancel request': 'Cancel' };

/** The label of the button that does this on a message. */
export const labelOn = (message: APIMessage, label: string): string | undefined =>
  labelsOf(message).find((each) => each === label || each === alsoCalled[label]);

const hasButton = (message: APIMessage, label: string): boolean => labelsOf(message).includes(label);

async function giveReason(
  discord: Scene['discord'],
  who: string,
  interaction: SandboxInteraction,
): Promise<void> {
  const first = await interaction.answered();
  if (first.kind === 'modal') {
    await discord.as(who).submit(interaction, { text: 'a drill' });
    return;
  }
  const answer = first.message ?? (first.kind === 'deferred' ? await interaction.message(5_000) : undefined);
  if (answer === undefined || !hasButton(answer, 'Add reason')) return;
  const opened = await discord.as(who).click(answer, buttonOf(answer, 'Add reason'));
  await opened.answered();
  await discord.as(who).submit(opened, { text: 'a drill' });
}
