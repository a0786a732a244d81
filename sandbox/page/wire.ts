import type { APIMessage, APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';

/** A person of the guild. The types of this file are what the page's server sends, besides Discord's own objects. */
export interface PersonView {
  readonly id: string;
  /** The user name, which is the value of `as` in the API and the address. */
  readonly name: string;
  readonly displayName: string;
  /** The name of the highest role; undefined for a person with no role but @everyone. */
  readonly role: string | undefined;
  /** A CSS colour: that of the highest role. */
  readonly colour: string | undefined;
  /** A data URL. */
  readonly avatar: string;
}

export interface RoleView {
  readonly id: string;
  readonly name: string;
  /** A CSS colour. */
  readonly colour: string;
}

export interface PeopleView {
  /** The id of this run of the sandbox. A page that stays open may later be connected to another run. */
  readonly run: string;
  readonly guild: string;
  readonly people: readonly PersonView[];
  /** The roles that people can have, the highest first. */
  readonly roles: readonly RoleView[];
  readonly channels: readonly { readonly id: string; readonly name: string }[];
  /** The avatar of all bots. */
  readonly botAvatar: string;
}

export interface MessagesView {
  readonly messages: readonly APIMessage[];
}

/** The outcome of a person's action. */
export interface OutcomeView {
  /** The id of the interaction, which is needed to submit the modal. */
  readonly interaction: string;
  readonly modal: APIModalInteractionResponseCallbackData | undefined;
}

export const channelNames = ['moderation', 'audit', 'reports', 'sign-ups'] as const;
export type ChannelName = (typeof channelNames)[number];

/** What people outside Discord can be let do. */
export const outsideActs = ['report', 'register', 'spam'] as const;
export type OutsideAct = (typeof outsideActs)[number];

/** What somebody outside has just done. */
export interface OutsideView {
  /** A sentence. */
  readonly happened: string;
}
