import type { PeopleView } from '../wire.ts';

interface Mentioned {
  readonly words: string;
  /** A CSS colour; undefined for the default colour of mentions. */
  readonly colour: string | undefined;
}

/** Returns the text and colour of a mention, as Discord's client shows them. */
export function mentioned(
  target: 'user' | 'role' | 'channel',
  id: string,
  { people, roles, channels }: Pick<PeopleView, 'people' | 'roles' | 'channels'>,
): Mentioned {
  const isMeant = (each: { readonly id: string }): boolean => each.id === id;
  switch (target) {
    case 'user':
      return { words: `@${people.find(isMeant)?.displayName ?? 'unknown-user'}`, colour: undefined };
    case 'role': {
      const role = roles.find(isMeant);
      return { words: `@${role?.name ?? 'unknown-role'}`, colour: role?.colour };
    }
    case 'channel':
      return { words: `#${channels.find(isMeant)?.name ?? 'unknown'}`, colour: undefined };
  }
}
