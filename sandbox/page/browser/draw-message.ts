import '@skyra/discord-components-core/discord-attachments.js';
import '@skyra/discord-components-core/discord-command.js';
import '@skyra/discord-components-core/discord-reply.js';
import { type APIMessage, MessageFlags } from 'discord-api-types/payloads/v10';
import { html, nothing, type TemplateResult } from 'lit';
import type { PeopleView } from '../wire.ts';
import { drawAttachment } from './draw-attachment.ts';
import { type ComponentActions, drawComponents } from './draw-components.ts';
import { drawEmbed } from './draw-embed.ts';
import { drawInline, drawMarkdown } from './draw-markdown.ts';
import { drawOnlyYou } from './draw-only-you.ts';
import { messageName } from './message-name.ts';
import { commandBehind, messagePressed, quoteInstead } from './message-origin.ts';
import './message-style.ts';
import { clockTime, messageMoment } from './moments.ts';
import type { State } from './state.ts';

/** The actions on a message. */
export interface MessageActions extends ComponentActions {
  /** Hides an ephemeral message in this window. */
  dismiss(id: string): void;
}

/** The state that the drawing of a message depends on. */
interface MessageSurroundings
  extends Pick<State, 'people' | 'as' | 'channel' | 'messages' | 'waiting' | 'failed'> {
  /** Whether it follows a message of the same author, so that the name and picture are not repeated. */
  readonly headless: boolean;
}

/** Draws a message as Discord would. */
export function drawMessage(
  message: APIMessage,
  state: MessageSurroundings,
  actions: MessageActions,
): TemplateResult {
  const { people, channel } = state;
  const flags = message.flags ?? 0;
  const ephemeral = (flags & MessageFlags.Ephemeral) !== 0;
  const thinking = (flags & MessageFlags.Loading) !== 0;
  const { name, avatar, colour } = authorOf(message, people);
  const picture = `/api/picture?${new URLSearchParams({ as: state.as.name, channel, message: message.id })}`;
  const embeds = (flags & MessageFlags.SuppressEmbeds) === 0 ? message.embeds : [];
  return html`<discord-message
    id=${`message-${message.id}`}
    role="article"
    aria-label=${[name, messageName(message), ephemeral && 'only you can see this'].filter(Boolean).join(', ')}
    aria-busy=${thinking}
    class=${ephemeral ? 'ephemeral' : ''}
    author=${name}
    avatar=${avatar}
    role-color=${colour ?? 'var(--bell)'}
    ?bot=${message.author.bot ?? false}
    ?message-body-only=${state.headless}
    ?edited=${message.edited_timestamp !== null && !thinking}
    .timestamp=${state.headless ? clockTime(message.timestamp) : messageMoment(message.timestamp)}
  >
    ${drawCommand(message, people)} ${drawReply(message, state)}
    ${thinking ? html`<span class="thinking"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> ${name} is thinking…</span>` : nothing}
    ${drawMarkdown(message.content, people)} ${embeds.map((embed) => drawEmbed(embed, people, picture))}
    ${
      message.attachments.length > 0
        ? html`<discord-attachments slot="attachments"
            >${message.attachments.map((file) => drawAttachment(message, file, { as: state.as.name, channel }))}</discord-attachments
          >`
        : nothing
    }
    ${drawComponents(message, state, actions)}
    ${ephemeral ? drawOnlyYou(messageName(message), () => actions.dismiss(message.id)) : nothing}
  </discord-message>`;
}

function drawCommand(message: APIMessage, people: PeopleView): TemplateResult | typeof nothing {
  const used = commandBehind(message);
  if (!used) return nothing;
  const person = people.people.find(({ id }) => id === used.user.id);
  return html`<discord-command
    slot="reply"
    author=${person?.displayName ?? used.user.username}
    avatar=${person?.avatar ?? people.botAvatar}
    role-color=${person?.colour ?? nothing}
    command=${used.name}
  ></discord-command>`;
}

/** Draws the message that a message replies to. The answer to a button counts as a reply to the button's message. */
function drawReply(
  { referenced_message: referenced, interaction_metadata: metadata, ...message }: APIMessage,
  { people, messages }: MessageSurroundings,
): TemplateResult | typeof nothing {
  const pressed = metadata && messagePressed(metadata);
  const source = referenced ?? messages.find(({ id }) => id === pressed && id !== message.id);
  if (!source) return nothing;
  const { name, avatar, colour } = authorOf(source, people);
  const instead = quoteInstead(source);
  return html`<discord-reply
    slot="reply"
    author=${name}
    avatar=${avatar}
    role-color=${colour ?? 'var(--bell)'}
    ?bot=${source.author.bot ?? false}
    ?edited=${source.edited_timestamp !== null}
    ?command=${instead?.kind === 'command'}
    ?attachment=${instead?.kind === 'attachment'}
    >${instead ? html`<em>${instead.words}</em>` : drawInline(source.content, people)}</discord-reply
  >`;
}

function authorOf({ author }: APIMessage, { people, botAvatar }: PeopleView) {
  const person = people.find(({ id }) => id === author.id);
  return {
    name: person?.displayName ?? author.global_name ?? author.username,
    avatar: person?.avatar ?? botAvatar,
    colour: person?.colour,
  };
}
