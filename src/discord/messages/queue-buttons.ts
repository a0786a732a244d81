import { ButtonBuilder, ButtonStyle } from 'discord.js';
import { queues } from '../../queue/index.ts';
import type { QueueButton, QueueCardButtons } from '../../text/reply.ts';

/** The label and style of each button, in the order in which a card shows them. Dots tell that a form opens. */
const faces: Readonly<Record<QueueButton, { readonly label: string; readonly style: ButtonStyle }>> = {
  approve: { label: 'Approve', style: ButtonStyle.Success },
  reject: { label: 'Reject…', style: ButtonStyle.Danger },
  take: { label: 'Take', style: ButtonStyle.Primary },
  take_over: { label: 'Take over', style: ButtonStyle.Secondary },
  resolve: { label: 'Resolve', style: ButtonStyle.Success },
  dismiss: { label: 'Dismiss', style: ButtonStyle.Secondary },
  deactivate: { label: 'Deactivate…', style: ButtonStyle.Danger },
  delete_posts: { label: 'Delete posts…', style: ButtonStyle.Danger },
  note: { label: 'Note…', style: ButtonStyle.Secondary },
  details: { label: 'Show details', style: ButtonStyle.Secondary },
};

const kinds = Object.keys(faces) as QueueButton[];

/** A pressed button of the card of what waits for staff, or the modal that it opened. */
export interface QueuePress extends Omit<QueueCardButtons, 'buttons'> {
  readonly kind: QueueButton;
}

/** The buttons of such a card. Each `custom_id` holds all that its button needs, so the buttons work after a restart. */
export const queueButtons = ({ buttons, ...card }: QueueCardButtons): ButtonBuilder[] =>
  buttons
    .toSorted((one, other) => kinds.indexOf(one) - kinds.indexOf(other))
    .map((kind) =>
      new ButtonBuilder()
        .setStyle(faces[kind].style)
        .setLabel(faces[kind].label)
        .setCustomId(encodeQueueButton({ ...card, kind })),
    );

/** The `custom_id` of a button, and of the modal that it opens. */
export const encodeQueueButton = ({ queue, card, last, kind }: QueuePress): string =>
  `queue:${queue}:${card}:${last}:${kind}`;

/** Decodes the `custom_id` of such a button or modal; null for any other. */
export function decodeQueueButton(customId: string): QueuePress | null {
  const [, name, card, last, word] = /^queue:([a-z_]+):(\d{1,15}):(\d{1,9}):([a-z_]+)$/.exec(customId) ?? [];
  const queue = queues.find((each) => each === name);
  const kind = kinds.find((each) => each === word);
  if (queue === undefined || kind === undefined) return null;
  return { queue, card: Number(card), last: Number(last), kind };
}
