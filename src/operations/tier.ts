/** How dangerous it is, hence who may ask and who must agree. */
export type Tier = 'read' | ActingTier;

/** The tiers of what changes something. */
export type ActingTier = 'routine' | 'sensitive' | 'destructive';

const gravity: Readonly<Record<ActingTier, number>> = { routine: 0, sensitive: 1, destructive: 2 };

/** Whether what is of one tier is more dangerous than what is of another. */
export const isGraver = (tier: ActingTier, than: ActingTier): boolean => gravity[tier] > gravity[than];

/** The graver one of two tiers. */
export const graverOf = (a: ActingTier, b: ActingTier): ActingTier => (isGraver(a, b) ? a : b);
