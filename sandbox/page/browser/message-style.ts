import { DiscordMessage } from '@skyra/discord-components-core/discord-message.js';
import { css } from 'lit';

// The component's own grey is too faint on its own ground, and its content grows wider than a phone. A message takes
// these styles up when it is first drawn.
DiscordMessage.elementStyles.push(css`
  :host .discord-message-timestamp,
  :host .discord-message-edited {
    color: #a9adb3;
  }

  .discord-message-content {
    min-width: 0;
  }
`);
