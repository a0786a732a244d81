import { html, nothing, type TemplateResult } from 'lit';
import type { PeopleView } from '../wire.ts';
import { type MarkdownNode, parseInline, parseMarkdown } from './markdown.ts';
import { mentioned } from './mentions.ts';
import { timestampIso, timestampTitle, timestampWords } from './moments.ts';

type Drawn = TemplateResult | string;

/** Draws a message's content or an embed's description. All text becomes text nodes. */
export function drawMarkdown(source: string, people: PeopleView): Drawn[] {
  return drawNodes(parseMarkdown(source), people);
}

/** Draws a title or the name of a field, which have no blocks such as lists. */
export function drawInline(source: string, people: PeopleView): Drawn[] {
  return drawNodes(parseInline(source), people);
}

function drawNodes(nodes: readonly MarkdownNode[], people: PeopleView): Drawn[] {
  return nodes.map((node) => drawNode(node, people));
}

function drawNode(node: MarkdownNode, people: PeopleView): Drawn {
  const inner = 'content' in node ? drawNodes(node.content, people) : nothing;
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'break':
      return html`<br />`;
    case 'code':
      return html`<code>${node.text}</code>`;
    case 'code-block':
      return html`<pre tabindex="0"><code>${node.text}</code></pre>`;
    case 'link':
      return html`<a href=${node.url} target="_blank" rel="noopener noreferrer">${inner}</a>`;
    case 'mention':
      return drawMention(node.target, node.id, people);
    case 'command':
      return html`<a class="mention" href="#line" data-command=${node.path}>/${node.path}</a>`;
    case 'timestamp':
      return html`<time
        class="timestamp"
        datetime=${timestampIso(node.seconds) ?? nothing}
        title=${timestampTitle(node.seconds)}
        >${timestampWords(node.seconds, node.style)}</time
      >`;
    case 'bold':
      return html`<strong>${inner}</strong>`;
    case 'italic':
      return html`<em>${inner}</em>`;
    case 'underline':
      return html`<u>${inner}</u>`;
    case 'strike':
      return html`<s>${inner}</s>`;
    case 'spoiler':
      return html`<details class="spoiler"><summary>Spoiler</summary>${inner}</details>`;
    case 'quote':
      return html`<blockquote>${inner}</blockquote>`;
    case 'subtext':
      return html`<small class="subtext">${inner}</small>`;
    case 'heading':
      return html`<div class="heading heading-${node.level}" role="heading" aria-level=${node.level + 2}>
        ${inner}
      </div>`;
    case 'list': {
      const items = node.items.map((item) => html`<li>${drawNodes(item, people)}</li>`);
      return node.start === undefined ? html`<ul>${items}</ul>` : html`<ol start=${node.start}>${items}</ol>`;
    }
  }
}

function drawMention(target: 'user' | 'role' | 'channel', id: string, people: PeopleView): TemplateResult {
  const { words, colour } = mentioned(target, id, people);
  return html`<span class="mention" style=${colour === undefined ? nothing : `color: ${colour}`}>${words}</span>`;
}
