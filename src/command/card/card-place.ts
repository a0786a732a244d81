import type { ActionView } from '../../actions/index.ts';
import { itsCard, type Text } from '../../text/text.ts';

/** Says where to look at an action: "its card", as a link where it has one. */
export const cardOfAction = ({
  id,
  guildId,
  channelId,
  messageId,
}: Pick<ActionView['action'], 'id' | 'guildId' | 'channelId' | 'messageId'>): Text =>
  itsCard(
    id,
    guildId == null || channelId == null || messageId == null ? null : { guildId, channelId, messageId },
  );
