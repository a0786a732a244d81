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
    title: 'Look',
    words: 'Ask what is known of lain: press the command, then Enter. The answer is for you alone.',
  },
  act: {
    title: 'Act',
    words: 'Shut Mallory out. That is routine and done at once; who did it, and why, is written down.',
  },
  ask: {
    title: 'Ask',
    words:
      'Shut out a whole instance. That is dangerous: you are asked why, and a card shows others what it would do.',
  },
  agree: {
    title: 'Agree',
    words:
      'Whoever asks cannot agree. Become another admin and press Approve: it is checked once more, then done.',
  },
  undo: {
    title: 'Undo',
    words:
      'Press Undo and say why. It takes the agreement of someone else as well; then what was done is put back.',
  },
};

const endings = {
  elsewhere:
    'That was all of it. Who asked, who agreed, what was done and undone, and why, stands in #audit.',
  inAudit:
    'That was all of it. Each line ends with the beginning of a hash: an entry that was altered would show.',
};

/** Draws the tour: its steps in a row, and for one of them what to do and why. */
export function drawTour({ open, done, current, move }: TourView, actions: TourActions): TemplateResult {
  return html`<section class="tour" aria-labelledby="tour-title">
    <header class="tour-head">
      <h3 id="tour-title">A tour in five steps</h3>
      <p class="tour-about">This Discord, the Akkoma behind it and everybody in them live on your machine only.</p>
      <span class="tour-progress" role="status">${done.size} of ${stepNames.length} done</span>
      <button type="button" class="tour-fold" aria-expanded=${open} @click=${() => actions.fold(!open)}>
        ${open ? 'Hide' : 'Show'}<span class="unseen"> the tour</span>
      </button>
    </header>
    ${
      open
        ? html`<ol class="tour-steps">
              ${stepNames.map((name) => drawStep(name, done.has(name), name === current, actions))}
            </ol>
            <div class="tour-step">
              <p>${current ? steps[current].words : move ? endings.elsewhere : endings.inAudit}</p>
              ${move ? drawMove(move, actions) : nothing}
            </div>`
        : nothing
    }
  </section>`;
}

function drawStep(name: StepName, done: boolean, current: boolean, actions: TourActions): TemplateResult {
  return html`<li class=${done ? 'done' : ''}>
    <button type="button" aria-current=${current ? 'step' : nothing} @click=${() => actions.read(name)}>
      <span class="tour-mark" aria-hidden="true">${done ? '✓' : stepNames.indexOf(name) + 1}</span
      ><span class="tour-name">${steps[name].title}</span>${done ? html`<span class="unseen"> (done)</span>` : nothing}
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
      return `Become ${move.person.displayName}`;
    case 'open':
      return `Open #${move.channel}`;
    case 'point':
      return `Show me “${move.label}”`;
  }
}
