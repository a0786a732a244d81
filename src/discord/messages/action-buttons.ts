import { ButtonBuilder, ButtonStyle } from 'discord.js';
import type { Card, CardButton, UndoableAction } from '../../text/reply.ts';

const kinds = [
  'yes',
  'run',
  'approve',
  'deny',
  'dismiss',
  'cancel',
  'details',
  'undo',
  'retry',
  'again',
  'keep',
] as const satisfies readonly Exclude<CardButton['kind'], 'why'>[];

/** A button of an action's card, or the modal that it opened. */
export interface ActionButton {
  readonly kind: (typeof kinds)[number];
  readonly actionId: number;
  /** When the action was requested; null where the button does not say it. */
  readonly requestedAt: Date | null;
  /** The operation whose secret must be typed first; null where there is no secret, or it was already typed. */
  readonly secretOf: string | null;
  /** The fingerprint of the plan whose approval is confirmed; null for every other button. */
  readonly seen: string | null;
}

interface Face {
  readonly label: string;
  readonly style: ButtonStyle;
}

/** The label and style of each button, in the order in which a card shows them. */
const faces: Readonly<Record<CardButton['kind'], Face>> = {
  approve: { label: 'Approve', style: ButtonStyle.Success },
  deny: { label: 'Deny', style: ButtonStyle.Danger },
  yes: { label: 'Run now', style: ButtonStyle.Primary },
  run: { label: 'Run now', style: ButtonStyle.Primary },
  why: { label: 'Add reason', style: ButtonStyle.Primary },
  retry: { label: 'Retry', style: ButtonStyle.Primary },
  again: { label: 'Request again', style: ButtonStyle.Primary },
  details: { label: 'Show details', style: ButtonStyle.Secondary },
  keep: { label: 'Make permanent', style: ButtonStyle.Secondary },
  undo: { label: 'Undo', style: ButtonStyle.Secondary },
  cancel: { label: 'Cancel request', style: ButtonStyle.Secondary },
  dismiss: { label: 'Leave request open', style: ButtonStyle.Secondary },
};

const order = Object.keys(faces);

/** The label and style of a button beside the others of its card. */
function faceOf(button: CardButton, all: readonly CardButton[]): Face {
  const face = faces[button.kind];
  // An undo that others have to approve is only requested.
  if (button.kind === 'undo' && button.needsApproval) return { ...face, label: 'Request undo' };
  // Where the requester is only asked, there is no request yet.
  if (button.kind === 'cancel' && all.some(({ kind }) => kind === 'yes')) return { ...face, label: 'Cancel' };
  return face;
}

/** The buttons of a card. Each `custom_id` holds all that its button needs, so the buttons work after a restart. */
export function actionButtons({ buttons, ...action }: Card): ButtonBuilder[] {
  const ordered = buttons.toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  return ordered.map((button) => {
    const { label, style } = faceOf(button, buttons);
    return new ButtonBuilder().setStyle(style).setLabel(label).setCustomId(idOf(action, button));
  });
}

/** The buttons that undo the actions of a list. Each names the action by its number, which its line has too. */
export const undoButtons = (actions: readonly UndoableAction[]): ButtonBuilder[] =>
  actions.map((action) =>
    new ButtonBuilder()
      .setStyle(faces.undo.style)
      .setLabel(`${action.needsApproval ? 'Request undo of' : 'Undo'} ${action.actionId}`)
      .setCustomId(encodeActionButton(action, 'undo')),
  );

type ShownAction = Pick<Card, 'actionId' | 'requestedAt'>;

function idOf(action: ShownAction, button: CardButton): string {
  if (button.kind === 'why') return encodeDraft(button.draft);
  const more = 'secretOf' in button ? button.secretOf : 'seen' in button ? button.seen : null;
  return `${encodeActionButton(action, button.kind)}${more === null ? '' : `:${more}`}`;
}

/** The `custom_id` of a button or modal for an action. */
export function encodeActionButton(
  { actionId, requestedAt }: ShownAction,
  kind: ActionButton['kind'],
): string {
  const since = requestedAt === undefined ? '' : `-${requestedAt.getTime().toString(36)}`;
  return `act:${actionId}${since}:${kind}`;
}

const buttonPattern = new RegExp(
  `^act:(\\d{1,15})(?:-([0-9a-z]{1,9}))?:(${kinds.join('|')})(?::([\\w.-]+))?$`,
);

/** Decodes the `custom_id` of a button, or of the modal that it opened; null for any other. */
export function decodeActionButton(customId: string): ActionButton | null {
  const [, id, since, word, more = null] = buttonPattern.exec(customId) ?? [];
  const kind = kinds.find((each) => each === word);
  if (kind === undefined) return null;
  const isApproval = kind === 'approve';
  return {
    kind,
    actionId: Number(id),
    requestedAt: since === undefined ? null : new Date(Number.parseInt(since, 36)),
    secretOf: isApproval ? null : more,
    seen: isApproval ? more : null,
  };
}

/** The `custom_id` of the button, and of the modal, that ask for the reason of a draft. */
export const encodeDraft = (draft: number): string => `why:${draft}`;

/** The draft that a button or modal is about; null for any other. */
export function decodeDraft(customId: string): number | null {
  const [, draft] = /^why:(\d{1,15})$/.exec(customId) ?? [];
  return draft === undefined ? null : Number(draft);
}
