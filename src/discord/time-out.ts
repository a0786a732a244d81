/**
 * Whether a time that Discord gives, such as the end of a member's time-out, has not come yet.
 *
 * @see https://discord.com/developers/docs/resources/guild#guild-member-object
 */
export const isFuture = (time: string | null): boolean => time !== null && Date.parse(time) > Date.now();
