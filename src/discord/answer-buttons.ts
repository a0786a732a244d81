import { ButtonBuilder, ButtonStyle } from 'discord.js';
import type { Ask } from '../reply.ts';

/** What a press of a card's button means. `ask` opens a dialog first, for the operation's secret. */
export type Answer =
  | { readonly kind: 'yes' | 'no'; readonly actionId: number }
  | { readonly kind: 'ask'; readonly actionId: number; readonly operation: string };

/** The buttons below a question. All that pressing them needs is in them, so they outlive a restart. */
export function answerButtons({ actionId, secretOf }: Ask): ButtonBuilder[] {
  const yes = secretOf === null ? `act:${actionId}:yes` : `act:${actionId}:ask:${secretOf}`;
  return [
    new ButtonBuilder().setStyle(ButtonStyle.Danger).setLabel('Do it').setCustomId(yes),
    new ButtonBuilder().setStyle(ButtonStyle.Secondary).setLabel('Cancel').setCustomId(`act:${actionId}:no`),
  ];
}

/** What a button, or the dialog it opened, stands for; null for one that is not of this kind. */
export function decodeAnswer(customId: string): Answer | null {
  const [, id, kind, operation] = /^act:(\d{1,15}):(yes|no|ask)(?::([\w.]+))?$/.exec(customId) ?? [];
  if (id === undefined) return null;
  const actionId = Number(id);
  if (kind === 'ask') return operation === undefined ? null : { kind, actionId, operation };
  return { kind: kind === 'yes' ? 'yes' : 'no', actionId };
}
