import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { keyed } from 'lit/directives/keyed.js';
import type { StepView, UnderneathView } from '../../underneath/view.ts';
import { drawAudit } from './draw-audit.ts';
import { drawChanges } from './draw-changes.ts';
import { type Disturbances, drawDisturbances } from './draw-disturbances.ts';
import { drawJobs } from './draw-jobs.ts';
import { drawTraffic } from './draw-traffic.ts';

export interface DrawerActions extends Disturbances {
  close(): void;
  /** Shows a step; undefined follows the newest one. */
  show(step: string | undefined): void;
}

/** Draws the drawer. Escape closes it. */
export function drawDrawer(
  view: UnderneathView | undefined,
  problem: string | undefined,
  actions: DrawerActions,
): TemplateResult {
  const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && actions.close();
  return html`<section id="underneath" class="underneath" aria-labelledby="underneath-title" @keydown=${onKey}>
    <header>
      <h2 id="underneath-title">Database and traffic</h2>
      <button type="button" class="underneath-close" aria-label="Close the panel" @click=${actions.close}>✕</button>
    </header>
    ${guard(
      [view, problem],
      () => html`
      ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
      ${view ? html`${drawContent(view, actions)}${drawDisturbances(view, actions)}` : nothing}
    `,
    )}
  </section>`;
}

function drawContent(view: UnderneathView, actions: DrawerActions): TemplateResult {
  const { step, steps, changes, traffic } = view;
  if (!step) {
    return html`<div class="underneath-content" role="group" aria-label="Effects of the interaction" tabindex="0">
      <p class="empty">No interactions yet. Type a command to see its effects here.</p>
    </div>`;
  }
  return html`<label class="step">
      <span>Interaction</span>
      <select
        @change=${({ currentTarget }: Event) =>
          currentTarget instanceof HTMLSelectElement &&
          actions.show(currentTarget.selectedIndex === 0 ? undefined : currentTarget.value)}
      >
        ${steps.map(
          (each) => html`<option value=${each.id} .selected=${each.id === step.id}>${inALine(each)}</option>`,
        )}
      </select>
    </label>
    <div class="underneath-content" role="group" aria-label="Effects of the interaction" tabindex="0">
      ${
        changes
          ? html`${drawPart('Database', step, drawChanges(changes))}
            ${drawPart('Jobs for Akkoma', step, drawJobs(changes.jobs))}
            ${drawPart('Audit log', step, drawAudit(changes.audit))}`
          : html`<p class="empty">The page was started without a database.</p>`
      }
      ${drawPart('Traffic with Discord', step, drawTraffic(traffic))}
    </div>`;
}

/** Draws a part. It stays open or closed when the step changes, but everything that was unfolded in it closes. */
function drawPart(title: string, step: StepView, content: TemplateResult): TemplateResult {
  return html`<details class="part" open>
    <summary><h3>${title}</h3></summary>
    ${keyed(step.id, content)}
  </details>`;
}

function inALine({ at, who, what }: StepView): string {
  return `${new Date(at).toLocaleTimeString('en-GB')} ${who}: ${what}`;
}
