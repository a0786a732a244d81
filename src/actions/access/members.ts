/** The present members of the guild, with their roles. */
export interface Members {
  /**
   * Returns the ids of a person's current roles: none for a person who is timed out, null for one who has left.
   *
   * @throws Error when Discord cannot be asked.
   */
  rolesOf(personId: string): Promise<readonly string[] | null>;
}

/** For places without a guild, such as the console. */
export const noMembers: Members = { rolesOf: () => Promise.resolve(null) };
