import {
  type APIApplicationCommand,
  type APIGuildMember,
  type APIMessage,
  ComponentType,
  InteractionType,
  MessageFlags,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import { findsCommand } from './command-access.ts';
import { commandData } from './command-data.ts';
import { parseCommandLine } from './command-line.ts';
import { type CommandLeaf, findLeaf } from './command-lookup.ts';
import { type OptionValues, sentOptions, unfinishedOptions } from './command-options.ts';
import { choosableMenu, pressableButton } from './component-use.ts';
import type { InteractionRecord } from './interaction-record.ts';
import { type InteractionViewParts, viewInteraction } from './interaction-view.ts';
import { type MembershipParts, membershipOf } from './membership.ts';
import { menuData } from './menu-data.ts';
import { submittedComponents } from './modal-submission.ts';
import { NotSendable } from './not-sendable.ts';
import type { FindPlace, Place, Whereabouts } from './places.ts';
import type { SandboxInteraction, SandboxPerson } from './sandbox.ts';
import type { Send } from './sending.ts';

export interface PersonParts extends InteractionViewParts, MembershipParts {
  readonly findPlace: FindPlace;
  readonly send: Send;
  /** Returns the registered commands: the guild's, and the global ones. */
  readonly commands: () => readonly APIApplicationCommand[];
  readonly commandsForEveryone: boolean;
  /** The interactions of all people by id, to find the one whose modal is submitted. */
  readonly sent: Map<string, InteractionRecord>;
}

/** Creates a person. Each method throws NotSendable where Discord's own client would not let a person do that. */
export function createPerson(member: APIGuildMember, parts: PersonParts): SandboxPerson {
  const { guild, findPlace, messages, sent } = parts;
  const membership = membershipOf(member, parts);

  const send: Send = (opening, data) => {
    refuseAfterLeaving();
    return parts.send(opening, data);
  };

  function refuseAfterLeaving(): void {
    if (!membership.lasts) {
      throw new NotSendable(`${member.user.username} has left the server.`);
    }
  }

  function remember(record: InteractionRecord): SandboxInteraction {
    sent.set(record.id, record);
    return viewInteraction(record, parts);
  }

  function run(leaf: CommandLeaf, values: OptionValues, where: Whereabouts | undefined): SandboxInteraction {
    const options = sentOptions(leaf.options, values, guild);
    const opening = {
      type: InteractionType.ApplicationCommand,
      member,
      place: findPlace(where),
      commandName: [leaf.command, ...leaf.branches].map(({ name }) => name).join(' '),
    };
    return remember(send(opening, commandData(leaf, options, guild)));
  }

  function placeOf(messageId: string): Place {
    const stored = messages.find(messageId);
    if (!stored || (stored.onlyFor !== undefined && stored.onlyFor !== member.user.id)) {
      throw new NotSendable(`${member.user.username} cannot see the message ${messageId}.`);
    }
    return stored.place;
  }

  function use(message: APIMessage, data: unknown, where?: Whereabouts): SandboxInteraction {
    const opening = {
      type: InteractionType.MessageComponent,
      member,
      place: where === undefined ? placeOf(message.id) : findPlace(where),
      source: message.id,
    };
    return remember(send(opening, data));
  }

  return {
    id: member.user.id,
    name: member.user.username,
    member,
    async type(line, where) {
      const found = parts
        .commands()
        .filter((command) => parts.commandsForEveryone || findsCommand(member, command, guild));
      const { leaf, values } = parseCommandLine(line, found);
      return run(leaf, values, where);
    },
    async command(path, options = {}, where) {
      return run(findLeaf(parts.commands(), words(path)), options, where);
    },
    async menu(name, target, where) {
      const data = menuData(parts.commands(), name, target, guild);
      const place = where === undefined && 'content' in target ? placeOf(target.id) : findPlace(where);
      return remember(
        send({ type: InteractionType.ApplicationCommand, member, place, commandName: name }, data),
      );
    },
    async autocomplete(path, options, focused, where) {
      const leaf = findLeaf(parts.commands(), words(path));
      const unfinished = unfinishedOptions(leaf.options, options, focused);
      const opening = {
        type: InteractionType.ApplicationCommandAutocomplete,
        member,
        place: findPlace(where),
      };
      const record = send(opening, commandData(leaf, unfinished, guild));
      await viewInteraction(record, parts).answered();
      return [...record.choices];
    },
    async click(message, customId, where) {
      const { id } = pressableButton(message, customId);
      return use(message, { component_type: ComponentType.Button, custom_id: customId, id }, where);
    },
    async select(message, customId, values) {
      const { id } = choosableMenu(message, customId, values);
      return use(message, { component_type: ComponentType.StringSelect, custom_id: customId, id, values });
    },
    async submit({ id }, values) {
      const opener = sent.get(id);
      if (!opener?.modal || opener.member !== member) {
        throw new NotSendable('The form is no longer open. Start again.');
      }
      const components = submittedComponents(opener.modal, values);
      const opening = {
        type: InteractionType.ModalSubmit,
        member,
        place: opener.place,
        source: opener.source,
        trigger: opener.metadata,
      };
      return remember(send(opening, { custom_id: opener.modal.custom_id, components }));
    },
    messages: (channel) =>
      membership.lasts
        ? messages.seenBy(member.user.id, findPlace(channel ? { channel } : {}).channel.id)
        : [],
    remove({ id, flags }) {
      refuseAfterLeaving();
      const { channel } = placeOf(id);
      const held = guild.permissions(member, channel.id);
      if ((held & PermissionFlagsBits.ManageMessages) === 0n) {
        throw new NotSendable(`Only members who may manage messages in #${channel.name} can do this.`);
      }
      if (((flags ?? 0) & MessageFlags.Ephemeral) !== 0) {
        throw new NotSendable('An ephemeral message cannot be deleted. Dismiss it.');
      }
      messages.remove(id);
      parts.onChange();
    },
    give: membership.give,
    take: membership.take,
    timeOut: membership.timeOut,
    leave: membership.leave,
  };
}

function words(path: string): string[] {
  return path.replace(/^\//, '').trim().split(/\s+/);
}
