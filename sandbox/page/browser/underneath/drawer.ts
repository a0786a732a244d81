import { html, nothing, type TemplateResult } from 'lit';
import type { Misbehaving, UnderneathView } from '../../underneath/view.ts';
import { server } from '../server.ts';
import { drawDrawer } from './draw-drawer.ts';

/** The interval of refreshes while something will change without an event. */
const SOON_MILLISECONDS = 1000;
const KEPT_AS = 'underneath';

export interface Drawer {
  /** Draws the button that opens and closes the drawer. */
  drawToggle(): TemplateResult;
  /** Draws the drawer, if it is open. */
  draw(): TemplateResult | typeof nothing;
  /** Fetches the content again. Does nothing while the drawer is closed; opening it refreshes it. */
  refresh(): void;
}

/**
 * Creates the drawer beside the channel, which shows the bot's internals. It is open at first if the window is wide
 * enough, and afterwards stays as the person left it.
 */
export function createDrawer({ redraw }: { redraw(): void }): Drawer {
  let isOpen = (sessionStorage.getItem(KEPT_AS) ?? usual()) === 'open';
  let view: UnderneathView | undefined;
  /** The id of the step to show; undefined for the newest. */
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

  /** Sends one request at a time. A refresh during a request makes a further request follow it. */
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
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path
          d="M12 2C7 2 3.500 3.600 3.500 5.500S7 9 12 9s8.500-1.600 8.500-3.500S17 2 12 2M3.500 8.500v4C3.500 14.400 7 16 12 16s8.500-1.600 8.500-3.500v-4C18.900 10.200 15.700 11 12 11s-6.900-.800-8.500-2.500m0 7v3C3.500 20.400 7 22 12 22s8.500-1.600 8.500-3.500v-3C18.900 17.200 15.700 18 12 18s-6.900-.800-8.500-2.500"
        /></svg
      ><span>Database and traffic</span>
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
