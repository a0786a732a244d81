import { type StepName, stepNames } from './tour.ts';

/** The state of the tour that a window keeps while it is open. */
export interface TourMemory {
  readonly open: boolean;
  readonly done: readonly StepName[];
}

const KEY = 'tour';

/** Returns the stored state if it is from this run of the sandbox, and otherwise the initial state. */
export function recallTour(run: string): TourMemory {
  const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  const known = typeof kept === 'object' && kept && 'run' in kept && kept.run === run ? kept : {};
  const done = 'done' in known && Array.isArray(known.done) ? known.done : [];
  return {
    open: !('open' in known && known.open === false),
    done: stepNames.filter((name) => done.includes(name)),
  };
}

export function rememberTour(run: string, { open, done }: TourMemory): void {
  sessionStorage.setItem(KEY, JSON.stringify({ run, open, done }));
}
