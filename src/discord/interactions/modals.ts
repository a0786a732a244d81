import {
  LabelBuilder,
  ModalBuilder,
  type ModalSubmitInteraction,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import type { SecretInput } from '../../text/reply.ts';
import { type ActionButton, encodeActionButton, encodeDraft } from '../messages/action-buttons.ts';

const field = 'text';
/** The maximum length of a reason, the same as in the commands. */
const maxInputLength = 1000;

interface ModalQuestion {
  readonly customId: string;
  readonly title: string;
  readonly label: string;
  readonly description?: string;
  readonly style: TextInputStyle;
}

/** A modal with one question. It must be the first answer to an interaction. */
function modal({ customId, title, label, description, style }: ModalQuestion): ModalBuilder {
  const input = new TextInputBuilder()
    .setCustomId(field)
    .setStyle(style)
    .setRequired(true)
    .setMaxLength(maxInputLength);
  const labelled = new LabelBuilder().setLabel(label).setTextInputComponent(input);
  if (description !== undefined) labelled.setDescription(description);
  return new ModalBuilder().setCustomId(customId).setTitle(title).addLabelComponents(labelled);
}

/** The modal that asks for a secret, and confirms the action with it. */
export const secretModal = ({ actionId, kind }: ActionButton, { title, label }: SecretInput): ModalBuilder =>
  modal({ customId: encodeActionButton(actionId, kind), title, label, style: TextInputStyle.Short });

/** The modal that asks for the reason of a denial. */
export const denialModal = (actionId: number): ModalBuilder =>
  modal({
    customId: encodeActionButton(actionId, 'deny'),
    title: `Deny action ${actionId}`,
    label: 'Reason',
    description: 'Shown in the channel and kept in the audit log.',
    style: TextInputStyle.Paragraph,
  });

/** The modal that asks for the reason of an action that others must approve. */
export const reasonModal = (draft: number): ModalBuilder =>
  modal({
    customId: encodeDraft(draft),
    title: 'Request approval',
    label: 'Reason',
    description: 'Shown to the approvers and kept in the audit log.',
    style: TextInputStyle.Paragraph,
  });

/** The text that was typed in one of these modals. */
export const valueTypedIn = (interaction: ModalSubmitInteraction): string =>
  interaction.fields.getTextInputValue(field);
