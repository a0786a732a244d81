import { DiscordMessage } from '@skyra/discord-components-core/discord-message.js';
import { css } from 'lit';

// The component's own grey is too faint on its own ground; a message takes these styles up when it is first drawn.
DiscordMessage.elementStyles.push(css`
  :host .discord-message-timestamp,
  :host .discord-message-edited {
    color: #a9adb3;
  }
`);
