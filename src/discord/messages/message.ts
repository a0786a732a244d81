import { ActionRowBuilder, ButtonBuilder, ButtonStyle, Colors, EmbedBuilder, subtext } from 'discord.js';
import type { Reply } from '../../text/reply.ts';
import { joinTexts, nameInvisible, type Text, text } from '../../text/text.ts';
import { actionButtons, undoButtons } from './action-buttons.ts';
import type { CommandIds } from './command-mention.ts';
import { clip, limits } from './limits.ts';
import { encodeLink } from './links.ts';
import { markdown } from './markdown.ts';
import { queueButtons } from './queue-buttons.ts';

const colours = {
  done: Colors.Green,
  information: Colors.Blurple,
  question: Colors.Gold,
  refused: Colors.Grey,
  failed: Colors.Red,
} as const satisfies Record<Reply['tone'], number>;

export interface Message {
  readonly content: string;
  readonly embeds: EmbedBuilder[];
  readonly components: ActionRowBuilder<ButtonBuilder>[];
  readonly files: { readonly attachment: Buffer; readonly name: string; readonly description?: string }[];
  readonly allowedMentions: { readonly parse: [] };
}

/**
 * Builds the message for a reply, always within Discord's limits: an embed if the reply has details, and one plain line
 * if it has none, with a footer small below it. The line stands once.
 *
 * @param commandIds of the commands that the reply names.
 */
export function messageOf(asked: Reply, commandIds: CommandIds): Message {
  const reply = sizeOf(asked) > limits.files ? tooLarge : asked;
  const embed = embedOf(reply, commandIds);
  return {
    content: embed === null ? lineOf(reply, commandIds) : '',
    embeds: embed === null ? [] : [embed],
    components: rowsOf(reply),
    files: filesOf(reply),
    allowedMentions: { parse: [] },
  };
}

function filesOf({ files = [], picture }: Reply): Message['files'] {
  const attached = files.map(({ name, content }) => ({ attachment: Buffer.from(content), name }));
  return picture === undefined
    ? attached
    : [...attached, { attachment: picture.content, name: picture.name, description: picture.alternative }];
}

const sizeOf = ({ files = [] }: Reply): number =>
  files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);

const tooLarge: Reply = {
  tone: 'failed',
  line: text`The list is too large for a file in Discord. Narrow it with the command's options, or run the command in a terminal.`,
  data: null,
};

function lineOf({ line, footer }: Reply, commandIds: CommandIds): string {
  const below = drawn(footer, commandIds);
  const small = below === '' ? '' : `\n${subtext(clip(below, limits.footer / 2))}`;
  return `${clip(markdown(line, { commandIds }), limits.content - small.length)}${small}`;
}

/** The embed of a reply; null where the reply has nothing but its line and a footer. */
function embedOf(reply: Reply, commandIds: CommandIds): EmbedBuilder | null {
  // Discord draws no mentions in titles and footers.
  const [title, allOfFooter] = [drawn(reply.title, new Map()), drawn(reply.footer, new Map())];
  const body = drawn(reply.body, commandIds);
  const fields = fieldsOf(reply, commandIds);
  const { account } = reply;
  const isShort = title === '' && body === '' && fields.length === 0 && reply.picture === undefined;
  if (isShort && account === undefined) return null;
  const embed = new EmbedBuilder().setColor(colours[reply.tone]);
  let room: number = limits.embed;
  const take = (value: string, limit: number): string => {
    const taken = clip(value, Math.min(limit, room));
    room -= taken.length;
    return taken;
  };

  // The footer comes last but takes its room first, so that a long body cannot push it out.
  const footer = take(allOfFooter, limits.footer);
  if (account !== undefined) {
    embed.setAuthor({
      // Discord draws the name of an author without markdown.
      name: take(nameInvisible(account.name), limits.author),
      ...(account.profile === null ? {} : { url: account.profile }),
      ...(account.avatar === null ? {} : { iconURL: account.avatar }),
    });
  }
  if (title !== '') embed.setTitle(take(title, limits.title));
  const spared = Math.min(
    fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0),
    Math.floor(limits.embed / 2),
  );
  // Discord parses both together.
  const description = drawn(
    joinTexts([reply.line, ...(body === '' ? [] : [reply.body ?? []])], '\n'),
    commandIds,
  );
  if (description !== '')
    embed.setDescription(take(description, Math.min(limits.description, room - spared)));
  for (const { name, value, inline } of fields) {
    if (room < name.length + 2) continue;
    room -= name.length;
    embed.addFields({ name, value: take(value, limits.fieldValue), inline });
  }
  if (reply.picture !== undefined) embed.setImage(`attachment://${reply.picture.name}`);
  if (footer !== '') embed.setFooter({ text: footer });
  return embed;
}

/** The rendered text, trimmed as Discord trims it. Discord rejects parts that are empty then. */
const drawn = (shown: Text | undefined, commandIds: CommandIds): string =>
  markdown(shown ?? [], { commandIds }).trim();

const fieldsOf = (
  { fields = [] }: Reply,
  commandIds: CommandIds,
): { name: string; value: string; inline: boolean }[] =>
  fields
    .flatMap(({ name, value, inline = false }) =>
      piecesOf(drawn(value, commandIds)).map((piece, index) => ({
        name: index === 0 ? clip(name.trim(), limits.fieldName) : noName,
        value: clip(piece, limits.fieldValue),
        inline,
      })),
    )
    .filter(({ name, value }) => name !== '' && value !== '')
    .slice(0, limits.fields);

/** The name of a field that continues the one before it: Discord requires one, and draws this as nothing. */
const noName = '\u200B';

/** Splits the value of a field at ends of lines, into pieces that fit into one field each where the lines do. */
function piecesOf(value: string): string[] {
  const pieces: string[] = [];
  for (const line of value.split('\n')) {
    const longer = `${pieces.at(-1) ?? ''}\n${line}`;
    if (pieces.length > 0 && longer.length <= limits.fieldValue) pieces.splice(-1, 1, longer);
    else pieces.push(line);
  }
  return pieces.map((piece) => piece.trim());
}

/** The rows of buttons. Those that turn the page have the last row to themselves where actions can be undone. */
function rowsOf({ links = [], undoable = [], card, queueCard }: Reply): ActionRowBuilder<ButtonBuilder>[] {
  const linkButtons = links.map((link) =>
    new ButtonBuilder().setStyle(ButtonStyle.Secondary).setLabel(link.label).setCustomId(encodeLink(link)),
  );
  const buttons = [
    ...(card === undefined ? [] : actionButtons(card)),
    ...(queueCard === undefined ? [] : queueButtons(queueCard)),
  ];
  if (undoable.length === 0) return inRows([...buttons, ...linkButtons]).slice(0, limits.rows);
  const last = inRows(linkButtons);
  return [...inRows([...buttons, ...undoButtons(undoable)]).slice(0, limits.rows - last.length), ...last];
}

const inRows = (buttons: readonly ButtonBuilder[]): ActionRowBuilder<ButtonBuilder>[] =>
  Array.from({ length: Math.ceil(buttons.length / limits.buttonsInRow) }, (_, row) =>
    new ActionRowBuilder<ButtonBuilder>().addComponents(
      buttons.slice(row * limits.buttonsInRow, (row + 1) * limits.buttonsInRow),
    ),
  );
