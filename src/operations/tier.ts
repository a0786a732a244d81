/** How dangerous a command is. This decides who may ask and who must approve. */
export type Tier = 'read' | ActionTier;

/** The tiers of commands that change something. */
export type ActionTier = 'routine' | 'sensitive' | 'destructive';

const strictness: Readonly<Record<ActionTier, number>> = { routine: 0, sensitive: 1, destructive: 2 };

/** Whether the first tier is more dangerous than the second. */
export const isStricter = (tier: ActionTier, than: ActionTier): boolean =>
  strictness[tier] > strictness[than];

/** The more dangerous one of two tiers. */
export const stricterOf = (a: ActionTier, b: ActionTier): ActionTier => (isStricter(a, b) ? a : b);
