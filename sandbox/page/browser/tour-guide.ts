import type { TemplateResult } from 'lit';
import { drawTour } from './draw-tour.ts';
import {
  happened,
  type Move,
  nextMove,
  type OwnInputs,
  type Sight,
  type StepName,
  stepNames,
} from './tour.ts';
import { recallTour, rememberTour, type TourMemory } from './tour-memory.ts';

export interface TourSurroundings {
  /** The id of this run of the sandbox. */
  readonly run: string;
  sight(): Sight;
  make(move: Move): void;
  redraw(): void;
}

export interface TourGuide {
  /** Marks the steps as done that the visible messages show to have happened. */
  look(): void;
  /** Notes that this browser sent an interaction. */
  sent(interaction: string): void;
  /** Notes that a button was pressed in this browser. */
  pressed(message: string, label: string): void;
  draw(): TemplateResult;
}

/** Creates the tour's guide. It knows which steps are done, which one is shown, and whether the tour is hidden. */
export function createTourGuide({ run, sight, make, redraw }: TourSurroundings): TourGuide {
  /** The step that the person has selected, until another step is done. */
  let read: StepName | undefined;

  // Read each time, since another window of the browser may have changed it.
  const memory = (): TourMemory => recallTour(run);
  const remember = (change: Partial<TourMemory>): void => rememberTour(run, { ...memory(), ...change });
  const pressOf = (message: string, label: string): string => `${message} ${label}`;

  function note(input: string): void {
    remember({ inputs: [...memory().inputs, input] });
    // The message that shows the outcome may have arrived before.
    look();
  }

  function look(): void {
    const { done, inputs } = memory();
    const own: OwnInputs = {
      sent: (interaction) => inputs.includes(interaction),
      pressed: (message, label) => inputs.includes(pressOf(message, label)),
    };
    const added = [...happened(sight().messages, own)].filter((name) => !done.includes(name));
    if (added.length === 0) return;
    remember({ done: [...done, ...added] });
    read = undefined;
  }

  return {
    look,
    sent: note,
    pressed: (message, label) => note(pressOf(message, label)),
    draw() {
      const { open = isRoomy(), done } = memory();
      const current = read ?? stepNames.find((name) => !done.includes(name));
      const move: Move | undefined = current
        ? nextMove(current, sight())
        : sight().channel === 'audit'
          ? undefined
          : { kind: 'open', channel: 'audit' };
      return drawTour(
        { open, done: new Set(done), current, move },
        {
          fold(to) {
            remember({ open: to });
            redraw();
          },
          read(step) {
            read = step;
            redraw();
          },
          make,
        },
      );
    },
  };
}

/** Whether the window has room for the whole tour above the messages. */
const isRoomy = (): boolean => matchMedia('(min-width: 721px) and (min-height: 641px)').matches;
