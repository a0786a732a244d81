import { html, nothing, type TemplateResult } from 'lit';
import { outsideLabels } from './outside.ts';
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
  menu: {
    title: 'Menus',
    words:
      'Messages and members have a menu with commands too: right-click one, or press and hold it on a phone. Then choose a command.',
  },
  report: {
    title: 'Reports',
    words:
      'Each reported account has a card in #reports: who reported it, why, and the posts. Press Resolve when it is dealt with, or Dismiss when nothing is wrong.',
  },
  signup: {
    title: 'Sign-ups',
    words:
      'Each account that awaits approval has a card in #sign-ups, with what its owner wrote to you. Press Approve to let it in, or Reject… to delete it.',
  },
  ask: {
    title: 'Request',
    words:
      'Deactivate all accounts of an instance. This is destructive: you give a reason, and a card shows others what would change.',
  },
  agree: {
    title: 'Approve',
    words: 'Another admin presses Approve. Steward checks the action again, then runs it.',
  },
  undo: {
    title: 'Undo',
    words:
      'Press Request undo, then Add reason. Another admin must approve the undo too. Then Steward restores what the action changed.',
  },
};

const endings = {
  elsewhere:
    'The tour is complete. #audit shows who requested and approved what, what was done and undone, and why.',
  inAudit:
    'The tour is complete. The codes at the end of a message are checksums of its entries in the audit log. If somebody changes an entry later, its checksum no longer fits, and /audit verify reports that.',
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
            <p>
              ${current ? steps[current].words : move ? endings.elsewhere : endings.inAudit}
              ${move?.kind === 'become' ? html`<span class="tour-why">${move.why}</span>` : nothing}
            </p>
            ${move ? drawMove(move, actions) : nothing}
          </div>`
        : nothing
    }
  </section>`;
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
  if (move.kind === 'wait') return html`<span class="tour-wait" role="status">Running …</span>`;
  return html`<button type="button" class="tour-move ${move.kind}" @click=${() => actions.make(move)}>
    ${moveInWords(move)}
  </button>`;
}

function moveInWords(move: Exclude<Move, { kind: 'wait' }>): string {
  switch (move.kind) {
    case 'type':
      return move.line;
    case 'become':
      return `Switch to ${move.person.displayName}`;
    case 'menu':
      return `Open the menu of ${move.person.displayName}`;
    case 'open':
      return `Open #${move.channel}`;
    case 'outside':
      return `Go to “${outsideLabels[move.act]}”`;
    case 'point':
      return `Go to “${move.label}”`;
  }
}
