import { DiscordAuthorInfo } from '@skyra/discord-components-core/discord-author-info.js';
import { DiscordCommand } from '@skyra/discord-components-core/discord-command.js';
import { DiscordEmbed } from '@skyra/discord-components-core/discord-embed.js';
import { DiscordMessage } from '@skyra/discord-components-core/discord-message.js';
import { DiscordReply } from '@skyra/discord-components-core/discord-reply.js';
import { css } from 'lit';

// The components have the colours of an older Discord, and some greys with too little contrast. These styles, which a
// component uses when it is first drawn, take the colours of the page's theme. What a component says about itself, the
// page's own style sheet overrides.

DiscordMessage.elementStyles.push(css`
  :host .discord-message-timestamp,
  :host .discord-message-edited {
    color: var(--quiet);
  }

  /* The content would get wider than a phone. */
  .discord-message-content {
    min-width: 0;
  }
`);

DiscordAuthorInfo.elementStyles.push(css`
  :host .discord-author-username {
    color: var(--bright);
  }
`);

DiscordEmbed.elementStyles.push(css`
  :host .discord-left-border {
    background-color: var(--edge);
  }

  :host .discord-embed-wrapper {
    background-color: var(--raised);
    border-color: var(--line);
  }
`);

DiscordReply.elementStyles.push(css`
  .discord-replied-message-username {
    color: var(--bright);
    opacity: 1;
  }

  .discord-message-edited {
    color: var(--quiet);
  }

  .discord-replied-message-content:hover {
    color: var(--bright);
  }
`);

DiscordCommand.elementStyles.push(css`
  .discord-replied-message-username {
    color: var(--bright);
    opacity: 1;
  }

  :host .discord-slash-command-name {
    color: var(--mention) !important;
    background-color: light-dark(#5865f21f, #5865f24d);
  }

  :host .discord-slash-command-name:hover {
    color: var(--on-colour) !important;
  }
`);
