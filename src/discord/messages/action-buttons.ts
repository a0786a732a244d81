import { ButtonBuilder, ButtonStyle } from 'discord.js';
import type { Card, CardButton } from '../../text/reply.ts';

const kinds = [
  'yes',
  'run',
  'approve',
  'deny',
  'cancel',
  'details',
  'undo',
  'retry',
  'again',
  'keep',
] as const satisfies readonly Exclude<CardButton['kind'], 'why'>[];

/** What a press of a card's button, or the form that it opened, stands for. */
export interface ActionButton {
  readonly kind: (typeof kinds)[number];
  readonly actionId: number;
  /** The operation whose secret is to be typed first; null where there is none to type, or it has been typed. */
  readonly secretOf: string | null;
}

const faces: Readonly<Record<CardButton['kind'], { readonly label: string; readonly style: ButtonStyle }>> = {
  yes: { label: 'Do it', style: ButtonStyle.Danger },
  run: { label: 'Do it', style: ButtonStyle.Danger },
  why: { label: 'Say why', style: ButtonStyle.Primary },
  approve: { label: 'Approve', style: ButtonStyle.Danger },
  deny: { label: 'Deny', style: ButtonStyle.Secondary },
  cancel: { label: 'Cancel', style: ButtonStyle.Secondary },
  details: { label: 'Details', style: ButtonStyle.Secondary },
  undo: { label: 'Undo', style: ButtonStyle.Secondary },
  retry: { label: 'Try again', style: ButtonStyle.Primary },
  again: { label: 'Ask again', style: ButtonStyle.Primary },
  keep: { label: 'Keep it so', style: ButtonStyle.Secondary },
};

/** The buttons of a card. All that pressing them needs is in them, so they outlive a restart. */
export function actionButtons({ actionId, buttons }: Card): ButtonBuilder[] {
  return buttons.map((button) => {
    const { label, style } = faces[button.kind];
    return new ButtonBuilder().setStyle(style).setLabel(label).setCustomId(idOf(actionId, button));
  });
}

function idOf(actionId: number, button: CardButton): string {
  if (button.kind === 'why') return encodeDraft(button.draft);
  const secretOf = 'secretOf' in button ? button.secretOf : null;
  return `${encodeActionButton(actionId, button.kind)}${secretOf === null ? '' : `:${secretOf}`}`;
}

/** The `custom_id` of what can be done with an action. */
export const encodeActionButton = (actionId: number, kind: ActionButton['kind']): string =>
  `act:${actionId}:${kind}`;

const answer = new RegExp(`^act:(\\d{1,15}):(${kinds.join('|')})(?::([\\w.]+))?$`);

/** What a button, or the form it opened, stands for; null for one that is not of this kind. */
export function decodeActionButton(customId: string): ActionButton | null {
  const [, id, word, secretOf = null] = answer.exec(customId) ?? [];
  const kind = kinds.find((each) => each === word);
  return kind === undefined ? null : { kind, actionId: Number(id), secretOf };
}

/** The `custom_id` of the button, and of the form it opens, by which a draft is given its reason. */
export const encodeDraft = (draft: number): string => `why:${draft}`;

/** The draft that a button or a form is about; null for one that is not of this kind. */
export function decodeDraft(customId: string): number | null {
  const [, draft] = /^why:(\d{1,15})$/.exec(customId) ?? [];
  return draft === undefined ? null : Number(draft);
}
