import '@skyra/discord-components-core/discord-embed.js';
import '@skyra/discord-components-core/discord-embed-description.js';
import '@skyra/discord-components-core/discord-embed-field.js';
import '@skyra/discord-components-core/discord-embed-fields.js';
import '@skyra/discord-components-core/discord-embed-footer.js';
import type { APIEmbed, APIEmbedField, APIEmbedImage } from 'discord-api-types/payloads/v10';
import { html, nothing, type TemplateResult } from 'lit';
import type { PeopleView } from '../wire.ts';
import { drawInline, drawMarkdown } from './draw-markdown.ts';
import { messageMoment } from './moments.ts';

/**
 * Draws an embed. Of its pictures it draws those alone that the bot uploaded: others would be loaded from outside. Titles are set as content. The attributes of
 * the components do not support markdown, and would fetch an emoji for every word with 17 digits.
 */
/** @param picture the address from which the page's own server gives the picture of the message. */
export function drawEmbed(embed: APIEmbed, people: PeopleView, picture: string): TemplateResult {
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
    ${embed.image && isUploaded(embed.image) ? html`<img slot="fields" class="embed-picture" src=${picture} alt=${embed.image.description ?? ''} />` : nothing}
    ${
      embed.footer || embed.timestamp
        ? html`<discord-embed-footer slot="footer"
            >${[embed.footer?.text, embed.timestamp && messageMoment(embed.timestamp)].filter(Boolean).join(' • ')}</discord-embed-footer
          >`
        : nothing
    }
  </discord-embed>`;
}

const isUploaded = ({ url }: APIEmbedImage): boolean => /^http:\/\/127\.0\.0\.1:\d+\/attachments\//.test(url);

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
