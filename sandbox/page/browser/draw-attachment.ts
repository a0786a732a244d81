import type { APIAttachment, APIMessage } from 'discord-api-types/payloads/v10';
import { html, type TemplateResult } from 'lit';
import { messageName } from './message-name.ts';
import type { Place } from './server.ts';

/**
 * Draws a file that can be downloaded. It is served by the page's own server, because the browser loads nothing from
 * elsewhere.
 */
export function drawAttachment(message: APIMessage, file: APIAttachment, place: Place): TemplateResult {
  const address = `/api/file?${new URLSearchParams({ ...place, message: message.id, file: file.id })}`;
  return html`<div class="file">
    <svg class="file-picture" viewBox="0 0 30 40" aria-hidden="true">
      <path d="M0 3a3 3 0 0 1 3-3h16l11 11v26a3 3 0 0 1-3 3H3a3 3 0 0 1-3-3z" />
      <path class="file-corner" d="M19 0l11 11H22a3 3 0 0 1-3-3z" />
      <path class="file-lines" d="M6 18h18v2H6zM6 24h18v2H6zM6 30h12v2H6z" />
    </svg>
    <span class="file-words">
      <a href=${address} download=${file.filename}>${file.filename}</a>
      <span class="file-size">${sizeWords(file.size)}</span>
    </span>
    <a class="file-download" href=${address} download=${file.filename} aria-label=${`Download ${file.filename}, ${messageName(message)}`}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M11 3h2v9.200l3.300-3.300 1.400 1.400L12 16l-5.700-5.700 1.400-1.400 3.300 3.300zM4 15h2v4h12v-4h2v6H4z" />
      </svg>
    </a>
  </div>`;
}

/** Formats a file size as Discord does. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(2)} KB` : `${(kilobytes / 1024).toFixed(2)} MB`;
}
