import { GatewayDispatchEvents } from 'discord-api-types/v10';
import type { Faults } from './faults.ts';
import type { Dispatch } from './gateway.ts';
import type { Guild } from './guild.ts';
import type { InteractionDesk, Opening } from './interaction-desk.ts';
import { interactionPayload } from './interaction-payload.ts';
import type { InteractionRecord } from './interaction-record.ts';
import type { MessageStore } from './message-store.ts';

/** Opens an interaction and tells every session of the bot. */
export type Send = (opening: Omit<Opening, 'forgotten'>, data: unknown) => InteractionRecord;

export interface SendingParts {
  readonly desk: InteractionDesk;
  readonly guild: Guild;
  readonly messages: MessageStore;
  readonly faults: Faults;
  readonly dispatch: Dispatch;
}

/** @see https://discord.com/developers/docs/events/gateway-events#interaction-create */
export function createSending({ desk, guild, messages, faults, dispatch }: SendingParts): Send {
  return (opening, data) => {
    const { copies, forgotten } = faults.nextInteraction();
    const record = desk.open({ ...opening, forgotten });
    const message = opening.source && messages.find(opening.source)?.message;
    const payload = { ...interactionPayload(record, guild), data, ...(message && { message }) };
    for (let copy = 0; copy < copies; copy += 1) {
      dispatch(GatewayDispatchEvents.InteractionCreate, payload);
    }
    return record;
  };
}
