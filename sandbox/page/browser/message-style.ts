import { DiscordMessage } from '@skyra/discord-components-core/discord-message.js';
import { css } from 'lit';

// The component's grey has too little contrast with its background, and its content gets wider than a phone. A message
// uses these styles when it is first drawn.
DiscordMessage.elementStyles.push(css`
  :host .discord-message-timestamp,
  :host .discord-message-edited {
    color: #a9adb3;
  }

  .discord-message-content {
    min-width: 0;
  }
`);
