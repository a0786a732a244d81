import { type APIApplicationCommand, ApplicationCommandType } from 'discord-api-types/payloads/v10';
import { html, nothing, type TemplateResult } from 'lit';
import { onLongPress } from './long-press.ts';

/** What a menu was opened on: a message or a member, by id. */
export interface MenuTarget {
  readonly kind: 'message' | 'member';
  readonly id: string;
}

interface AppsMenuSurroundings {
  commands(): readonly APIApplicationCommand[];
  run(name: string, target: MenuTarget): void;
  redraw(): void;
}

export interface AppsMenu {
  /** Opens the menu of a member at its entry in the list of people. */
  openFor(member: string): void;
  draw(): TemplateResult | typeof nothing;
}

const types = { message: ApplicationCommandType.Message, member: ApplicationCommandType.User };

/**
 * Creates the menu "Apps" of messages and members. As in Discord, it opens with a right click or a long press, or with
 * the key for menus on something that has the focus.
 */
export function createAppsMenu({ commands, run, redraw }: AppsMenuSurroundings): AppsMenu {
  let open: { readonly target: MenuTarget; readonly x: number; readonly y: number } | undefined;

  function close(): void {
    if (open === undefined) return;
    open = undefined;
    redraw();
  }

  const entriesFor = ({ kind }: MenuTarget) => commands().filter(({ type }) => type === types[kind]);

  function openAt(target: MenuTarget, x: number, y: number): void {
    open = { target, x, y };
    redraw();
    entries()[0]?.focus();
  }

  /** Opens the menu of the message or member at that place. Returns false where there is none. */
  function openOn(element: EventTarget | null, x: number, y: number): boolean {
    const target = targetOf(element);
    if (target === undefined || entriesFor(target).length === 0) return false;
    openAt(target, x, y);
    return true;
  }

  document.addEventListener('contextmenu', (event) => {
    if (openOn(event.target, event.clientX, event.clientY)) event.preventDefault();
    else close();
  });
  onLongPress(openOn);
  document.addEventListener('click', close);
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close();
  });

  return {
    openFor(member) {
      const owner = document.querySelector(`[data-member="${member}"]`);
      owner?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const { left, bottom } = owner?.getBoundingClientRect() ?? { left: 0, bottom: 0 };
      openAt({ kind: 'member', id: member }, left, bottom);
    },
    draw() {
      if (open === undefined) return nothing;
      const { target, x, y } = open;
      return html`<div class="apps" role="menu" aria-label="Apps" style=${`--x: ${x}px; --y: ${y}px`} @keydown=${step}>
        <span class="apps-title" aria-hidden="true">Apps</span>
        ${entriesFor(target).map(
          ({ name }) =>
            html`<button type="button" role="menuitem" @click=${() => run(name, target)}>${name}</button>`,
        )}
      </div>`;
    },
  };
}

const entries = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.apps [role="menuitem"]')];

/** Moves the focus to the next or the previous entry. */
function step(event: KeyboardEvent): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  const all = entries();
  const at = all.findIndex((entry) => entry.matches(':focus'));
  all.at((at + by) % all.length)?.focus();
}

/** The message or member at that place; undefined for neither. An ephemeral message has no such menu. */
function targetOf(element: EventTarget | null): MenuTarget | undefined {
  if (!(element instanceof Element)) return undefined;
  const message = element.closest('[id^="message-"]:not(.ephemeral)');
  if (message !== null) return { kind: 'message', id: message.id.slice('message-'.length) };
  const member = element.closest<HTMLElement>('[data-member]')?.dataset.member;
  return member === undefined ? undefined : { kind: 'member', id: member };
}
