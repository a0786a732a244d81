/**
 * Whether a time from Discord, such as the end of a member's time-out, is in the future.
 *
 * @see https://discord.com/developers/docs/resources/guild#guild-member-object
 */
export const isFuture = (time: string | null): boolean => time !== null && Date.parse(time) > Date.now();
