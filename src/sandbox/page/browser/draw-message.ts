import '@skyra/discord-components-core/discord-attachments.js';
import '@skyra/discord-components-core/discord-command.js';
import '@skyra/discord-components-core/discord-file-attachment.js';
import {
  type APIAttachment,
  type APIMessage,
  InteractionType,
  MessageFlags,
} from 'discord-api-types/payloads/v10';
import { html, nothing, type TemplateResult } from 'lit';
import type { PeopleView } from '../wire.ts';
import { type ComponentActions, drawComponents } from './draw-components.ts';
import { drawEmbed } from './draw-embed.ts';
import { drawMarkdown } from './draw-markdown.ts';
import './message-style.ts';
import { messageMoment } from './moments.ts';

/** What a person can do with a message. */
export interface MessageActions extends ComponentActions {
  dismiss(message: APIMessage): void;
}

/** Draws a message as Discord would. */
export function drawMessage(
  message: APIMessage,
  people: PeopleView,
  actions: MessageActions,
): TemplateResult {
  const flags = message.flags ?? 0;
  const ephemeral = (flags & MessageFlags.Ephemeral) !== 0;
  const thinking = (flags & MessageFlags.Loading) !== 0;
  const { author } = message;
  const person = people.people.find(({ id }) => id === author.id);
  const name = person?.displayName ?? author.global_name ?? author.username;
  const embeds = (flags & MessageFlags.SuppressEmbeds) === 0 ? message.embeds : [];
  return html`<discord-message
    id=${`message-${message.id}`}
    role="article"
    aria-label=${`${name}${ephemeral ? ', only you can see this' : ''}`}
    class=${ephemeral ? 'ephemeral' : ''}
    author=${name}
    avatar=${person?.avatar ?? people.botAvatar}
    role-color=${person?.colour ?? '#b79af0'}
    ?bot=${author.bot ?? false}
    ?edited=${message.edited_timestamp !== null && !thinking}
    .timestamp=${messageMoment(message.timestamp)}
  >
    ${drawCommand(message, people)}
    ${thinking ? html`<span class="thinking">${name} is thinking<i>.</i><i>.</i><i>.</i></span>` : nothing}
    ${drawMarkdown(message.content, people)} ${embeds.map((embed) => drawEmbed(embed, people))}
    ${
      message.attachments.length > 0
        ? html`<discord-attachments slot="attachments"
            >${message.attachments.map(drawAttachment)}</discord-attachments
          >`
        : nothing
    }
    ${drawComponents(message, actions)}
    ${
      ephemeral
        ? html`<div slot="thread" class="only-you">
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path
                d="M12 5C5.600 5 2 12 2 12s3.600 7 10 7 10-7 10-7-3.600-7-10-7m0 11.500a4.500 4.500 0 1 1 0-9 4.500 4.500 0 0 1 0 9m0-2.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4"
              />
            </svg>
            Only you can see this •
            <button type="button" @click=${() => actions.dismiss(message)}>Dismiss message</button>
          </div>`
        : nothing
    }
  </discord-message>`;
}

function drawCommand(
  { interaction, interaction_metadata: metadata }: APIMessage,
  people: PeopleView,
): TemplateResult | typeof nothing {
  const user = interaction?.user ?? metadata?.user;
  if (!user || metadata?.type === InteractionType.MessageComponent) return nothing;
  const person = people.people.find(({ id }) => id === user.id);
  return html`<discord-command
    slot="reply"
    author=${person?.displayName ?? user.username}
    avatar=${person?.avatar ?? people.botAvatar}
    role-color=${person?.colour ?? nothing}
    command=${interaction?.name ?? 'a command'}
  ></discord-command>`;
}

function drawAttachment(attachment: APIAttachment): TemplateResult {
  const [size, unit] =
    attachment.size < 1024 ? [attachment.size, 'bytes'] : [Math.ceil(attachment.size / 1024), 'KB'];
  return html`<discord-file-attachment
    name=${attachment.filename}
    href=${attachment.url}
    target="_blank"
    rel="noopener noreferrer"
    .bytes=${size}
    bytes-unit=${unit}
  ></discord-file-attachment>`;
}
