import type { APIMessage, APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';

/** What the page's server and its browser part say to each other, beyond Discord's own objects. */
export interface PersonView {
  readonly id: string;
  /** What `as=` takes. */
  readonly name: string;
  readonly displayName: string;
  /** The name of the highest role that is not @everyone's. */
  readonly role: string | undefined;
  /** A CSS colour, the highest coloured role's. */
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
  /** Names this run of the sandbox: a page that stays open may find itself in another. */
  readonly run: string;
  readonly guild: string;
  readonly people: readonly PersonView[];
  /** The roles that people can have, the highest first. */
  readonly roles: readonly RoleView[];
  readonly channels: readonly { readonly id: string; readonly name: string }[];
  /** The avatar that every bot wears. */
  readonly botAvatar: string;
}

export interface MessagesView {
  readonly messages: readonly APIMessage[];
}

/** What came of something a person did. */
export interface OutcomeView {
  /** The interaction that a modal, if one came, is to be submitted for. */
  readonly interaction: string;
  readonly modal: APIModalInteractionResponseCallbackData | undefined;
}

export const channelNames = ['moderation', 'audit'] as const;
export type ChannelName = (typeof channelNames)[number];
