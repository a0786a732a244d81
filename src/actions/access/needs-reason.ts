/** Others are to agree, and have not been told why. */
export class NeedsReason extends Error {
  /** How many others must agree. */
  readonly votes: number;

  constructor(votes: number) {
    super('A reason is needed');
    this.votes = votes;
  }
}
