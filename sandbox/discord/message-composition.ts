import {
  type APIAttachment,
  type APIEmbed,
  type APIEmbedImage,
  type APIMessage,
  type APIMessageTopLevelComponent,
  EmbedType,
  MessageFlags,
} from 'discord-api-types/v10';
import { emptyMessage } from './api-error.ts';
import { interactiveComponents } from './component-walk.ts';
import type { Guild } from './guild.ts';
import { mentionsIn } from './mentions.ts';
import type { MessageBody } from './message-body.ts';

/** The flags that a request may set. Only Discord sets the others. */
const SETTABLE =
  MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;

/**
 * Returns the message as it is after a request. Fields that the request leaves out stay, and the others are normalised
 * to the form in which Discord returns them.
 *
 * @throws {ApiError} 50006 when the message would be empty
 * @see https://discord.com/developers/docs/resources/message#edit-message
 */
export function compose(
  before: APIMessage,
  body: MessageBody,
  attachments: APIAttachment[],
  guild: Guild,
): APIMessage {
  const content = body.content === undefined ? before.content : (body.content ?? '').trim();
  const embeds = body.embeds === undefined ? before.embeds : normaliseEmbeds(body.embeds ?? [], attachments);
  const components =
    body.components === undefined ? before.components : normaliseComponents(body.components ?? []);
  if (content === '' && embeds.length === 0 && attachments.length === 0 && !components?.length) {
    throw emptyMessage();
  }
  return {
    ...before,
    ...(body.content !== undefined && mentionsIn(content, body.allowed_mentions, guild)),
    content,
    embeds,
    components: components ?? [],
    attachments: attachments.filter(({ filename }) => !isShownInEmbed(filename, body.embeds ?? [])),
    flags: ((before.flags ?? 0) & ~MessageFlags.Loading) | ((body.flags ?? 0) & SETTABLE),
  };
}

function normaliseEmbeds(embeds: readonly APIEmbed[], attachments: readonly APIAttachment[]): APIEmbed[] {
  const located = ({ url, ...media }: APIEmbedImage): APIEmbedImage => {
    const named = attachments.find(({ filename }) => url === `attachment://${filename}`);
    const described = named?.description === undefined ? {} : { description: named.description };
    return { ...media, ...described, url: named?.url ?? url };
  };
  return embeds
    .filter((embed) => Object.entries(embed).some(([key, value]) => key !== 'color' && value != null))
    .map((embed) => ({
      ...embed,
      type: EmbedType.Rich,
      ...(embed.title && { title: embed.title.trim() }),
      ...(embed.description && { description: embed.description.trim() }),
      ...(embed.fields && {
        fields: embed.fields.map(({ name, value, inline }) => ({
          name: name.trim(),
          value: value.trim(),
          inline: inline ?? false,
        })),
      }),
      ...(embed.timestamp && {
        timestamp: new Date(embed.timestamp).toISOString().replace('Z', '000+00:00'),
      }),
      ...(embed.image && { image: located(embed.image) }),
      ...(embed.thumbnail && { thumbnail: located(embed.thumbnail) }),
    }));
}

function isShownInEmbed(filename: string, embeds: readonly APIEmbed[]): boolean {
  return embeds.some(({ image, thumbnail }) =>
    [image, thumbnail].some((media) => media?.url === `attachment://${filename}`),
  );
}

/** Numbers the components that have no id, as Discord does. */
function normaliseComponents(components: APIMessageTopLevelComponent[]): APIMessageTopLevelComponent[] {
  const numbered = structuredClone(components);
  let next = 1;
  for (const component of numbered) {
    component.id ??= next++;
  }
  for (const { component } of interactiveComponents(numbered)) {
    component.id ??= next++;
  }
  return numbered;
}
