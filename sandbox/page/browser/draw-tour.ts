import { html, nothing, type TemplateResult } from 'lit';
import { type Move, type StepName, stepNames } from './tour.ts';

export interface TourView {
  readonly open: boolean;
  readonly done: ReadonlySet<StepName>;
  /** The step that is shown; undefined when all are done. */
  readonly current: StepName | undefined;
  readonly move: Move | undefined;
}

/** The actions on the tour. */
export interface TourActions {
  /** Shows the whole tour, or only its heading. */
  fold(open: boolean): void;
  read(step: StepName): void;
  make(move: Move): void;
}

const steps: Readonly<Record<StepName, { readonly title: string; readonly words: string }>> = {
  look: {
    title: 'Show',
    words: 'Show the account lain: press the button with the command, then Enter. Only you see the answer.',
  },
  act: {
    title: 'Deactivate',
    words:
      'Deactivate Mallory_X. This is routine and runs immediately. The audit log records who did it and why.',
  },
  ask: {
    title: 'Request',
    words:
      'Deactivate all accounts of an instance. This is destructive: you give a reason, and a card shows others what would change.',
  },
  agree: {
    title: 'Approve',
    words:
      'The requester cannot approve. Switch to another admin and press Approve: Steward checks the action again, then runs it.',
  },
  undo: {
    title: 'Undo',
    words:
      'Press Undo, then Add reason. Someone else must approve the undo too, and is asked first, since an undo cannot be undone. Then Steward restores what the action changed.',
  },
};

const endings = {
  elsewhere:
    'The tour is complete. #audit shows who requested and approved what, what was done and undone, and why.',
  inAudit:
    'The tour is complete. Each line ends with the start of a hash, which no longer fits an entry that was changed.',
};

/** Draws the tour: its steps in a row, and for one of them what to do and why. */
export function drawTour({ open, done, current, move }: TourView, actions: TourActions): TemplateResult {
  return html`<section class="tour" aria-labelledby="tour-title">
    <header class="tour-head">
      <h3 id="tour-title">Tour</h3>
      ${
        open
          ? html`<ol class="tour-steps">
              ${stepNames.map((name) => drawStep(name, done.has(name), name === current, actions))}
            </ol>`
          : nothing
      }
      <span class="tour-progress" role="status">${done.size} of ${stepNames.length} done</span>
      <button type="button" class="tour-fold" aria-expanded=${open} @click=${() => actions.fold(!open)}>
        ${open ? 'Hide' : 'Show'}<span class="unseen"> the tour</span>
      </button>
    </header>
    ${
      open
        ? html`<div class="tour-step">
            <p>${current ? drawWords(current) : move ? endings.elsewhere : endings.inAudit}</p>
            ${move ? drawMove(move, actions) : nothing}
          </div>`
        : nothing
    }
  </section>`;
}

function drawWords(step: StepName): TemplateResult {
  return html`${step === 'look' ? html`<span class="tour-run">This Discord and this Akkoma run only on your computer. </span>` : nothing}${steps[step].words}`;
}

function drawStep(name: StepName, done: boolean, current: boolean, actions: TourActions): TemplateResult {
  const { title } = steps[name];
  const number = stepNames.indexOf(name) + 1;
  return html`<li class=${done ? 'done' : ''}>
    <button
      type="button"
      aria-label=${`Step ${number}: ${title}${done ? ', done' : ''}`}
      aria-current=${current ? 'step' : nothing}
      @click=${() => actions.read(name)}
    >
      <span class="tour-mark">${done ? '✓' : number}</span><span class="tour-name">${title}</span>
    </button>
  </li>`;
}

function drawMove(move: Move, actions: TourActions): TemplateResult {
  return html`<button type="button" class="tour-move ${move.kind}" @click=${() => actions.make(move)}>
    ${moveInWords(move)}
  </button>`;
}

function moveInWords(move: Move): string {
  switch (move.kind) {
    case 'type':
      return move.line;
    case 'become':
      return `Switch to ${move.person.displayName}`;
    case 'open':
      return `Open #${move.channel}`;
    case 'point':
      return `Go to “${move.label}”`;
  }
}
