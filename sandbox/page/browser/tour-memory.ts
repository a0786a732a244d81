import { type StepName, stepNames } from './tour.ts';

/** The state of the tour that a browser keeps for all its windows. */
export interface TourMemory {
  /** Whether the person wants to see the tour; undefined until they have decided. */
  readonly open: boolean | undefined;
  readonly done: readonly StepName[];
  /** The ids of interactions that this browser sent, and the buttons that were pressed in it, the newest last. */
  readonly inputs: readonly string[];
}

const KEY = 'tour';
const MOST_INPUTS = 300;

/** Returns the stored state if it is from this run of the sandbox, and otherwise the initial state. */
export function recallTour(run: string): TourMemory {
  const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
  const known = typeof kept === 'object' && kept && 'run' in kept && kept.run === run ? kept : {};
  const done = 'done' in known && Array.isArray(known.done) ? known.done : [];
  const inputs = 'inputs' in known && Array.isArray(known.inputs) ? known.inputs : [];
  return {
    open: 'open' in known && typeof known.open === 'boolean' ? known.open : undefined,
    done: stepNames.filter((name) => done.includes(name)),
    inputs: inputs.map(String),
  };
}

export function rememberTour(run: string, { open, done, inputs }: TourMemory): void {
  localStorage.setItem(KEY, JSON.stringify({ run, open, done, inputs: inputs.slice(-MOST_INPUTS) }));
}
