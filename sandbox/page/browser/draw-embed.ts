import '@skyra/discord-components-core/discord-embed.js';
import '@skyra/discord-components-core/discord-embed-description.js';
import '@skyra/discord-components-core/discord-embed-field.js';
import '@skyra/discord-components-core/discord-embed-fields.js';
import '@skyra/discord-components-core/discord-embed-footer.js';
import type { APIEmbed, APIEmbedField } from 'discord-api-types/payloads/v10';
import { html, nothing, type TemplateResult } from 'lit';
import type { PeopleView } from '../wire.ts';
import { drawInline, drawMarkdown } from './draw-markdown.ts';
import { messageMoment } from './moments.ts';

/**
 * Draws an embed without its pictures, which would be loaded from outside. Titles are set as content. The attributes of
 * the components do not support markdown, and would fetch an emoji for every word with 17 digits.
 */
export function drawEmbed(embed: APIEmbed, people: PeopleView): TemplateResult {
  const colour = embed.color === undefined ? nothing : `#${embed.color.toString(16).padStart(6, '0')}`;
  return html`<discord-embed slot="embeds" color=${colour}>
    ${embed.author ? html`<div slot="description" class="embed-author">${embed.author.name}</div>` : nothing}
    ${
      embed.title
        ? html`<div slot="description" class="embed-title">
            ${
              embed.url && /^https?:\/\//.test(embed.url)
                ? html`<a href=${embed.url} target="_blank" rel="noopener noreferrer"
                    >${drawInline(embed.title, people)}</a
                  >`
                : drawInline(embed.title, people)
            }
          </div>`
        : nothing
    }
    ${
      embed.description
        ? html`<discord-embed-description slot="description"
            >${drawMarkdown(embed.description, people)}</discord-embed-description
          >`
        : nothing
    }
    ${embed.fields?.length ? drawFields(embed.fields, people) : nothing}
    ${
      embed.footer || embed.timestamp
        ? html`<discord-embed-footer slot="footer"
            >${[embed.footer?.text, embed.timestamp && messageMoment(embed.timestamp)].filter(Boolean).join(' • ')}</discord-embed-footer
          >`
        : nothing
    }
  </discord-embed>`;
}

function drawFields(fields: readonly APIEmbedField[], people: PeopleView): TemplateResult {
  let column = 0;
  return html`<discord-embed-fields slot="fields"
    >${fields.map((field) => {
      column = field.inline ? (column % 3) + 1 : 0;
      return html`<discord-embed-field inline-index=${field.inline ? column : nothing}
        ><div class="field-name">${drawInline(field.name, people)}</div>
        ${drawMarkdown(field.value, people)}</discord-embed-field
      >`;
    })}</discord-embed-fields
  >`;
}
