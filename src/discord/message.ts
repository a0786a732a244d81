import { ActionRowBuilder, AttachmentBuilder, ButtonBuilder, ButtonStyle, EmbedBuilder } from 'discord.js';
import type { Reply, ReplyField } from '../reply.ts';
import { answerButtons } from './answer-buttons.ts';
import { clip, limits } from './limits.ts';
import { encodeLink } from './links.ts';
import { markdown } from './markdown.ts';

const colours = {
  done: 0x3b_a5_5c,
  information: 0x58_65_f2,
  question: 0xfa_a6_1a,
  refused: 0xfa_a6_1a,
  failed: 0xed_42_45,
} as const;

const headings = {
  done: 'Done',
  information: 'Steward',
  question: 'Please confirm',
  refused: 'Refused',
  failed: 'Not done',
} as const;

export interface Message {
  readonly content: string;
  readonly embeds: EmbedBuilder[];
  readonly components: ActionRowBuilder<ButtonBuilder>[];
  readonly files: AttachmentBuilder[];
  readonly allowedMentions: { readonly parse: [] };
}

/** A reply as a message: one plain line, the detail in an embed, within Discord's limits whatever it holds. */
export function messageOf(reply: Reply): Message {
  return {
    content: clip(markdown(reply.line), limits.content),
    embeds: [embedOf(reply)],
    components: rowsOf(reply),
    files: (reply.files ?? []).map(
      ({ name, content }) => new AttachmentBuilder(Buffer.from(content), { name }),
    ),
    allowedMentions: { parse: [] },
  };
}

function embedOf(reply: Reply): EmbedBuilder {
  const embed = new EmbedBuilder().setColor(colours[reply.tone]);
  let room: number = limits.embed;
  const take = (value: string, limit: number): string => {
    const taken = clip(value, Math.min(limit, room));
    room -= taken.length;
    return taken;
  };

  // What stands last is set aside first, so that a long body cannot push it out.
  const footer = reply.footer === undefined ? '' : take(markdown(reply.footer), limits.footer);
  const title = reply.title === undefined ? '' : markdown(reply.title).trim();
  embed.setTitle(take(title === '' ? headings[reply.tone] : title, limits.title));
  const fields = (reply.fields ?? []).slice(0, limits.fields);
  const spared = Math.min(
    fields.reduce((sum, field) => sum + lengthOf(field), 0),
    Math.floor(limits.embed / 2),
  );
  // An embed without detail of its own repeats the line, rather than be a heading over nothing.
  const body = markdown(reply.body ?? (fields.length === 0 ? reply.line : []));
  if (body !== '') embed.setDescription(take(body, Math.min(limits.description, room - spared)));
  for (const field of fields) {
    const name = clip(field.name, limits.fieldName);
    const value = markdown(field.value);
    if (room < name.length + 2 || value === '') continue;
    room -= name.length;
    embed.addFields({ name, value: take(value, limits.fieldValue), inline: field.inline ?? false });
  }
  if (footer !== '') embed.setFooter({ text: footer });
  return embed;
}

const lengthOf = (field: ReplyField): number =>
  field.name.length + Math.min(markdown(field.value).length, limits.fieldValue);

function rowsOf({ links = [], ask }: Reply): ActionRowBuilder<ButtonBuilder>[] {
  const buttons = [
    ...(ask === undefined ? [] : answerButtons(ask)),
    ...links.map((link) =>
      new ButtonBuilder().setStyle(ButtonStyle.Secondary).setLabel(link.label).setCustomId(encodeLink(link)),
    ),
  ];
  if (buttons.length === 0) return [];
  return [new ActionRowBuilder<ButtonBuilder>().addComponents(buttons.slice(0, limits.buttonsInRow))];
}
