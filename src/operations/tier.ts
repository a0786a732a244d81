/** How dangerous a command is. This decides who may ask and who must approve. */
export type Tier = 'read' | ActionTier;

/** The tiers of commands that change something. */
export type ActionTier = 'routine' | 'sensitive' | 'destructive';

const gravity: Readonly<Record<ActionTier, number>> = { routine: 0, sensitive: 1, destructive: 2 };

/** Whether the first tier is more dangerous than the second. */
export const isGraver = (tier: ActionTier, than: ActionTier): boolean => gravity[tier] > gravity[than];

/** The more dangerous one of two tiers. */
export const graverOf = (a: ActionTier, b: ActionTier): ActionTier => (isGraver(a, b) ? a : b);
