/** A present member of the guild. */
export interface Member {
  readonly name: string;
  /** The ids of the member's roles, which do not count while the member is timed out. */
  readonly roles: readonly string[];
  readonly isTimedOut: boolean;
  readonly isBot: boolean;
}

/** The present members of the guild. */
export interface Members {
  /**
   * Returns a member; null for a person who has left, or an id that nobody has.
   *
   * @throws Error when Discord cannot be asked.
   */
  find(personId: string): Promise<Member | null>;
}

/** The same members, each of whom is asked for only once: for the short time of one command. */
export function rememberMembers({ find }: Members): Members {
  const asked = new Map<string, ReturnType<Members['find']>>();
  return {
    find: (personId) => {
      const answer = asked.get(personId) ?? find(personId);
      asked.set(personId, answer);
      return answer;
    },
  };
}

/** For places without a guild, such as the console. */
export const noMembers: Members = { find: () => Promise.resolve(null) };
