import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { type Question, questionOf, type Suggestion, suggest, suggestChoices } from './suggestions.ts';
import type { RunnableCommand } from './typed-line.ts';

export interface ComposerSurroundings {
  commands(): readonly RunnableCommand[];
  ask(question: Question, signal: AbortSignal): Promise<Parameters<typeof suggestChoices>[2]>;
  /** Sends the line; resolves with whether it was taken. */
  send(line: string): Promise<boolean>;
  redraw(): void;
}

export interface Composer {
  draw(channel: string): TemplateResult;
  /** Begins a line in place of what is there. */
  begin(line: string): void;
}

const ASK_AFTER_MILLISECONDS = 120;

/** The line at the bottom with its suggestions. */
export function createComposer(surroundings: ComposerSurroundings): Composer {
  let line = '';
  let choices: readonly Suggestion[] = [];
  let asking: AbortController | undefined;
  let open = false;
  let active = -1;
  let sending = false;

  function shown() {
    const suggestions = open ? suggest(line, surroundings.commands()) : undefined;
    return suggestions && { ...suggestions, list: [...choices, ...suggestions.list] };
  }

  function change(to: string): void {
    line = to;
    open = true;
    choices = [];
    active = shown()?.eager ? 0 : -1;
    askBot();
    surroundings.redraw();
  }

  function askBot(): void {
    asking?.abort();
    const commands = surroundings.commands();
    const question = questionOf(line, commands);
    if (!question) return;
    asking = new AbortController();
    const { signal } = asking;
    const asked = line;
    setTimeout(async () => {
      if (signal.aborted) return;
      // A bot that offers nothing leaves the person to type the value, as in Discord.
      const answer = await surroundings.ask(question, signal).catch(() => []);
      if (signal.aborted) return;
      choices = suggestChoices(asked, commands, answer);
      active = -1;
      surroundings.redraw();
    }, ASK_AFTER_MILLISECONDS);
  }

  async function send(): Promise<void> {
    const sent = line.trim();
    if (sent === '' || sending) return;
    asking?.abort();
    open = false;
    sending = true;
    surroundings.redraw();
    if ((await surroundings.send(sent)) && line.trim() === sent) line = '';
    sending = false;
    surroundings.redraw();
  }

  function take(suggestion: Suggestion): void {
    change(suggestion.line);
    focus();
  }

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const list = shown()?.list ?? [];
    const chosen = list[active];
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        if (list.length === 0) return;
        const step = event.key === 'ArrowDown' ? 1 : -1;
        active = active < 0 && step < 0 ? list.length - 1 : (active + step + list.length) % list.length;
        surroundings.redraw();
        document.querySelector(`#suggestion-${active}`)?.scrollIntoView({ block: 'nearest' });
        break;
      }
      case 'Tab': {
        const first = chosen ?? list[0];
        if (!first || event.shiftKey) return;
        take(first);
        break;
      }
      case 'Enter':
        if (chosen && chosen.line.trim() !== line.trim()) take(chosen);
        else if (chosen && chosen.line !== line) change(chosen.line);
        else void send();
        break;
      case 'Escape':
        open = false;
        surroundings.redraw();
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  return {
    begin(begun) {
      change(begun);
      focus();
    },
    draw(channel) {
      const suggestions = shown();
      const list = suggestions?.list ?? [];
      return html`<div class="composer">
        ${
          suggestions
            ? html`<div class="suggestions" @mousedown=${keepFocus}>
                <div class="suggestions-heading">${suggestions.heading}</div>
                <ul id="suggestions" role="listbox" aria-label="Suggestions">
                  ${list.map((suggestion, index) => drawSuggestion(suggestion, index, index === active, take))}
                </ul>
              </div>`
            : nothing
        }
        <input
          id="line"
          role="combobox"
          aria-label=${`Type a command in #${channel}`}
          aria-autocomplete="list"
          aria-expanded=${list.length > 0}
          aria-controls="suggestions"
          aria-activedescendant=${list[active] ? `suggestion-${active}` : nothing}
          aria-describedby="problem"
          aria-busy=${sending}
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          maxlength="4000"
          placeholder=${`Type / for a command in #${channel}`}
          .value=${live(line)}
          @input=${({ currentTarget }: Event) =>
            currentTarget instanceof HTMLInputElement && change(currentTarget.value)}
          @keydown=${onKey}
          @blur=${() => {
            open = false;
            surroundings.redraw();
          }}
        />
      </div>`;
    },
  };
}

function drawSuggestion(
  suggestion: Suggestion,
  index: number,
  selected: boolean,
  take: (suggestion: Suggestion) => void,
): TemplateResult {
  return html`<li
    id=${`suggestion-${index}`}
    role="option"
    aria-selected=${selected}
    @click=${() => take(suggestion)}
  >
    <span class="suggestion-label">${suggestion.label}</span>
    <span class="suggestion-detail">${suggestion.detail}</span>
  </li>`;
}

// A press on the list would take the focus off the line and so close the list before the click comes.
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

function focus(): void {
  const input = document.querySelector<HTMLInputElement>('#line');
  input?.focus();
  input?.setSelectionRange(input.value.length, input.value.length);
}
