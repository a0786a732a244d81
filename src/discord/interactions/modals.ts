import {
  LabelBuilder,
  ModalBuilder,
  type ModalSubmitInteraction,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { withTimeout } from '../../process/with-timeout.ts';
import { shortened } from '../../text/shorten.ts';
import { capitalized, plain, type Text, text } from '../../text/text.ts';
import { type ActionButton, encodeActionButton, encodeDraft } from '../messages/action-buttons.ts';
import { limits } from '../messages/limits.ts';

const field = 'text';
/** The maximum length of a reason, the same as in the commands. */
const maxInputLength = 1000;

/** What a modal with one question asks for. */
export interface Question {
  readonly title: string;
  readonly label: string;
  readonly description?: string;
}

interface ModalQuestion extends Question {
  readonly customId: string;
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
  return new ModalBuilder()
    .setCustomId(customId)
    .setTitle(shortened(title, limits.formTitle))
    .addLabelComponents(labelled);
}

/**
 * How long a form may take to be checked, in milliseconds. Discord accepts it for three seconds, and it needs time on
 * the network. What was typed is checked again.
 */
const checkTimeout = 1_500;

/** The result of the check before a form; null where it takes too long. */
export const checkForForm = <Result>(check: Promise<Result>): Promise<Result | null> =>
  withTimeout(checkTimeout, check, null);

/**
 * The modal that asks for a secret, and confirms the action with it.
 *
 * @param phrase the act as a verb phrase; null where it is not known in time.
 */
export const secretModal = (
  { actionId, kind }: ActionButton,
  { label, phrase }: { readonly label: string; readonly phrase: Text | null },
): ModalBuilder =>
  modal({
    customId: encodeActionButton({ actionId }, kind),
    title: plain(capitalized(phrase ?? text`action ${actionId}`)),
    label,
    style: TextInputStyle.Short,
  });

/** The modal that asks for the reason of a denial. */
export const denialModal = (actionId: number, phrase: Text | null): ModalBuilder =>
  modal({
    customId: encodeActionButton({ actionId }, 'deny'),
    title: plain(text`Deny: ${phrase ?? text`action ${actionId}`}`),
    label: 'Reason for the denial',
    description: 'Shown in the channel and kept in the audit log.',
    style: TextInputStyle.Paragraph,
  });

/** The modal that asks for the reason of an action that others must approve. */
export const reasonModal = (draft: number, phrase: Text | null): ModalBuilder =>
  modal({
    customId: encodeDraft(draft),
    title: plain(phrase === null ? text`Request approval` : text`Request: ${phrase}`),
    label: 'Reason for the request',
    description: 'Shown to the approvers and kept in the audit log.',
    style: TextInputStyle.Paragraph,
  });

/** The modal that a button of the card of what waits for staff opens. */
export const queueModal = (customId: string, question: Question): ModalBuilder =>
  modal({ ...question, customId, style: TextInputStyle.Paragraph });

/** The text that was typed in one of these modals. */
export const valueTypedIn = (interaction: ModalSubmitInteraction): string =>
  interaction.fields.getTextInputValue(field);
