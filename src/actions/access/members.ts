/** Who is in the guild now, with which roles. */
export interface Members {
  /**
   * The ids of someone's roles as they are at this moment; none for someone who is timed out, null for someone who has left.
   *
   * @throws Error when nobody can say.
   */
  rolesOf(personId: string): Promise<readonly string[] | null>;
}

/** Where there is no guild, as in a terminal. */
export const nobody: Members = { rolesOf: () => Promise.resolve(null) };
