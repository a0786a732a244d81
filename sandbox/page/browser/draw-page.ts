import { html, nothing, type TemplateResult } from 'lit';
import { type ChannelName, channelNames, type PersonView } from '../wire.ts';
import { drawChannel } from './draw-channel.ts';
import type { MessageActions } from './draw-message.ts';
import type { OutsideControl } from './outside.ts';
import type { PracticeNotice } from './practice-notice.ts';
import type { State } from './state.ts';
import type { ThemeSwitch } from './theme.ts';
import type { Drawer } from './underneath/drawer.ts';

/** The actions on the page and its messages. */
export interface PageActions extends MessageActions {
  become(person: PersonView): void;
  open(channel: ChannelName): void;
  /** Scrolls to the newest message. */
  toNewest(): void;
}

const topics: Readonly<Record<ChannelName, string>> = {
  moderation: 'Commands and approvals',
  audit: 'Who did what, and why',
  reports: 'What people reported',
  'sign-ups': 'Who awaits approval',
};

/** The parts of the page that keep a state of their own. */
export interface PageParts {
  readonly tour: TemplateResult;
  readonly line: TemplateResult;
  readonly drawer: Drawer;
  readonly theme: ThemeSwitch;
  readonly notice: PracticeNotice;
  readonly outside: OutsideControl;
  /** Whether the newest messages are out of view, because the reader has scrolled up. */
  readonly isAway: boolean;
}

/** Draws the page, with the given parts in it. */
export function drawPage(
  state: State,
  actions: PageActions,
  { tour, line, drawer, theme, notice, outside, isAway }: PageParts,
): TemplateResult {
  return html`${notice.draw()}<div class="frame">
    <aside>
      <h1 class="guild"><img src=${state.people.botAvatar} alt="" />${state.people.guild}</h1>
      <nav aria-label="Channels">
        ${channelNames.map(
          (name) =>
            html`<button
              type="button"
              aria-current=${name === state.channel ? 'page' : nothing}
              @click=${() => actions.open(name)}
            >
              <span class="hash" aria-hidden="true">#</span>${name}
            </button>`,
        )}
      </nav>
      <fieldset class="people">
        <legend>You are</legend>
        ${state.people.people.map((person) => drawPerson(person, person.id === state.as.id, actions))}
      </fieldset>
    </aside>
    <main>
      <header class="channel">
        <h2><span class="hash" aria-hidden="true">#</span>${state.channel}</h2>
        <p>${topics[state.channel]}</p>
        ${state.connected ? nothing : html`<p class="offline" role="status">Reconnecting…</p>`}
        ${theme.draw()} ${drawer.drawToggle()}
      </header>
      ${tour}
      <div
        id="scroll"
        tabindex="0"
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        aria-busy=${state.arriving}
        aria-label=${`Messages in #${state.channel}`}
      >
        ${drawChannel(state, actions)}
      </div>
      <div class="bottom">
        ${
          isAway
            ? html`<button type="button" class="to-newest" @click=${actions.toNewest}>
                Jump to the newest message
              </button>`
            : nothing
        }
        ${outside.draw(state.channel)}
        <p id="problem" class="problem" role="alert">${state.form ? nothing : (state.problem ?? nothing)}</p>
        ${line}
      </div>
    </main>
    ${drawer.draw()}
  </div>`;
}

function drawPerson(person: PersonView, chosen: boolean, actions: PageActions): TemplateResult {
  return html`<label class="person" data-member=${person.id}>
    <input
      type="radio"
      name="as"
      value=${person.name}
      .checked=${chosen}
      @change=${() => actions.become(person)}
    />
    <img src=${person.avatar} alt="" />
    <span class="person-words">
      <bdi class="person-name" style=${person.colour ? `color: ${person.colour}` : nothing}
        >${person.displayName}</bdi
      >
      <span class="person-role">${person.role ?? 'no role'}</span>
    </span>
  </label>`;
}
