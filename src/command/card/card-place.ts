import type { ActionView } from '../../actions/index.ts';
import { cardLink, type Text } from '../../text/text.ts';

/** Leads to the card of an action, where it has one: "its card". */
export const cardOfAction = (
  { guildId, channelId, messageId }: Pick<ActionView['action'], 'guildId' | 'channelId' | 'messageId'>,
  name: string,
): Text =>
  cardLink(
    guildId == null || channelId == null || messageId == null ? null : { guildId, channelId, messageId },
    name,
  );
