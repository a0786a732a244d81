import { html, nothing, type TemplateResult } from 'lit';
import type { Misbehaving, UnderneathView } from '../../underneath/view.ts';
import { server } from '../server.ts';
import { drawDrawer } from './draw-drawer.ts';

/** How soon to look again where something will change by itself. */
const SOON_MILLISECONDS = 1000;
const KEPT_AS = 'underneath';

export interface Drawer {
  /** The button that opens and closes it. */
  drawToggle(): TemplateResult;
  /** The drawer, where it is open. */
  draw(): TemplateResult | typeof nothing;
  /** Looks again what is underneath; where the drawer is closed, not before it is opened. */
  refresh(): void;
}

/** What happens underneath, beside the channel: at first open where there is room, and then as it was left. */
export function createDrawer({ redraw }: { redraw(): void }): Drawer {
  let isOpen = (sessionStorage.getItem(KEPT_AS) ?? usual()) === 'open';
  let view: UnderneathView | undefined;
  /** The step to show; undefined for whatever is the newest. */
  let chosen: string | undefined;
  let problem: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: Promise<void> | undefined;
  let asksAgain = false;

  function toggle(open: boolean): void {
    isOpen = open;
    sessionStorage.setItem(KEPT_AS, open ? 'open' : 'closed');
    redraw();
    refresh();
    if (!open) document.querySelector<HTMLElement>('#underneath-toggle')?.focus();
  }

  /** One question at a time: of what changes meanwhile, the last answer tells. */
  function refresh(): void {
    if (!isOpen) return;
    if (asking) {
      asksAgain = true;
      return;
    }
    clearTimeout(timer);
    asking = look().finally(() => {
      asking = undefined;
      if (asksAgain) {
        asksAgain = false;
        refresh();
      } else if (view && changesByItself(view)) {
        timer = setTimeout(refresh, SOON_MILLISECONDS);
      }
      redraw();
    });
  }

  async function look(): Promise<void> {
    try {
      view = await server.underneath(chosen);
      problem = undefined;
    } catch (error) {
      problem = messageOf(error);
    }
  }

  async function disturb(answer: Promise<unknown>): Promise<void> {
    await answer.catch((error: unknown) => {
      problem = messageOf(error);
      redraw();
    });
    refresh();
  }

  return {
    drawToggle: () => html`<button
      type="button"
      id="underneath-toggle"
      class="underneath-toggle"
      aria-expanded=${isOpen}
      aria-controls=${isOpen ? 'underneath' : nothing}
      @click=${() => toggle(!isOpen)}
    >
      What happens underneath
    </button>`,
    draw: () =>
      isOpen
        ? drawDrawer(view, problem, {
            close: () => toggle(false),
            show(step) {
              chosen = step;
              refresh();
            },
            misbehave: (how: Misbehaving) => void disturb(server.misbehave(how)),
            restart: (signal) => void disturb(server.restartBot(signal)),
          })
        : nothing,
    refresh,
  };
}

function usual(): string {
  return matchMedia('(min-width: 1180px)').matches ? 'open' : 'closed';
}

function changesByItself({ changes, troubles, bot, connected }: UnderneathView): boolean {
  return (
    changes?.unsettled === true ||
    troubles.some(({ endsIn }) => endsIn !== undefined) ||
    (bot !== undefined && bot.state !== 'stopped' && (bot.state !== 'running' || !connected))
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
