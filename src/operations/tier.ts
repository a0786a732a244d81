/** How dangerous it is, hence who may ask and who must agree. */
export type Tier = 'read' | ActionTier;

/** The tiers of what changes something. */
export type ActionTier = 'routine' | 'sensitive' | 'destructive';

const gravity: Readonly<Record<ActionTier, number>> = { routine: 0, sensitive: 1, destructive: 2 };

/** Whether what is of one tier is more dangerous than what is of another. */
export const isGraver = (tier: ActionTier, than: ActionTier): boolean => gravity[tier] > gravity[than];

/** The graver one of two tiers. */
export const graverOf = (a: ActionTier, b: ActionTier): ActionTier => (isGraver(a, b) ? a : b);
