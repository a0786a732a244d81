import { MessageFlags } from 'discord-api-types/v10';
import type { Problem } from './api-error.ts';
import { componentProblems } from './component-limits.ts';
import { embedProblems } from './embed-limits.ts';
import type { MessageBody } from './message-body.ts';

const CONTENT = 2000;

/**
 * Checks the limits on a message that the published schema leaves out. The schema allows 4000 characters of content in
 * a channel, but only subscribers may send that.
 *
 * @see https://discord.com/developers/docs/resources/message#create-message-limitations
 */
export function* messageProblems(body: MessageBody): Generator<Problem> {
  if ((body.content?.length ?? 0) > CONTENT) {
    yield {
      path: ['content'],
      code: 'BASE_TYPE_MAX_LENGTH',
      message: `Must be ${CONTENT} or fewer in length.`,
    };
  }
  const componentsV2 = ((body.flags ?? 0) & MessageFlags.IsComponentsV2) !== 0;
  if (componentsV2 && (body.content || (body.embeds?.length ?? 0) > 0)) {
    yield {
      path: [body.content ? 'content' : 'embeds'],
      code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      message: 'The field cannot be used when using MessageFlags.IS_COMPONENTS_V2',
    };
  }
  yield* embedProblems(body.embeds ?? []);
  yield* componentProblems(body.components ?? [], componentsV2);
  yield* mentionProblems(body);
}

function* mentionProblems({ allowed_mentions: allowed }: MessageBody): Generator<Problem> {
  for (const kind of ['users', 'roles'] as const) {
    const listed = allowed?.[kind];
    if (listed && listed.length > 0 && allowed.parse?.some((parsed) => parsed === kind)) {
      yield {
        path: ['allowed_mentions'],
        code: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
        message: `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
      };
    }
  }
}
