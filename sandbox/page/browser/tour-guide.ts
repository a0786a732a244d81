import type { TemplateResult } from 'lit';
import { drawTour } from './draw-tour.ts';
import { happened, type Move, nextMove, type Sight, type StepName, stepNames } from './tour.ts';
import { recallTour, rememberTour } from './tour-memory.ts';

export interface TourSurroundings {
  /** Names this run of the sandbox. */
  readonly run: string;
  sight(): Sight;
  make(move: Move): void;
  redraw(): void;
}

export interface TourGuide {
  /** Ticks off what is seen to have happened. */
  look(): void;
  draw(): TemplateResult;
}

/** Leads through the tour: knows which steps were done, which is read, and whether it is hidden. */
export function createTourGuide({ run, sight, make, redraw }: TourSurroundings): TourGuide {
  const remembered = recallTour(run);
  const done = new Set(remembered.done);
  let { open } = remembered;
  /** The step that the person has turned to, until the next one is done. */
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
