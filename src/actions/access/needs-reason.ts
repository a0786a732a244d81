/** Thrown where others must approve and the request has no reason. */
export class NeedsReason extends Error {
  /** How many others must approve. */
  readonly votes: number;

  constructor(votes: number) {
    super('A reason is needed');
    this.votes = votes;
  }
}
