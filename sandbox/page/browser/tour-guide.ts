import type { TemplateResult } from 'lit';
import { drawTour } from './draw-tour.ts';
import { happened, type Move, nextMove, type Sight, type StepName, stepNames } from './tour.ts';
import { recallTour, rememberTour } from './tour-memory.ts';

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
  draw(): TemplateResult;
}

/** Creates the tour's guide. It knows which steps are done, which one is shown, and whether the tour is hidden. */
export function createTourGuide({ run, sight, make, redraw }: TourSurroundings): TourGuide {
  const remembered = recallTour(run);
  const done = new Set(remembered.done);
  let { open } = remembered;
  /** The step that the person has selected, until another step is done. */
  let read: StepName | undefined;

  const remember = () => rememberTour(run, { open, done: [...done] });

  return {
    look() {
      for (const name of happened(sight().messages)) {
        if (done.has(name)) continue;
        done.add(name);
        read = undefined;
        remember();
      }
    },
    draw() {
      const current = read ?? stepNames.find((name) => !done.has(name));
      const move: Move | undefined = current
        ? nextMove(current, sight())
        : sight().channel === 'audit'
          ? undefined
          : { kind: 'open', channel: 'audit' };
      return drawTour(
        { open, done, current, move },
        {
          fold(to) {
            open = to;
            remember();
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
