import { defineActionCommand, nickname } from '../../src/command/index.ts';
import { fixFollowState as operation } from '../../src/operations/instance/fix-follow-state.ts';
import { type Text, text } from '../../src/text/text.ts';

/** `/user fix_follow_state`: repairs a follow that was accepted but never took effect (behaviour.md 13). */
export const fixFollowState = defineActionCommand({
  name: 'fix_follow_state',
  description: 'Mend a follow that was accepted, though the one does not follow the other',
  example: 'user fix_follow_state lain bob@remote.example',
  args: {
    local_user: nickname.meta({ description: 'Who asked to follow', suggest: 'nickname' }),
    remote_user: nickname.meta({ description: 'Who was to be followed', suggest: 'nickname' }),
  },
  operation,
  describe: ({ target }) => text`reject the stuck follow request ${target}`,
  reply: ({ follower, followed, before, after }) => ({
    line: text`Rejected the request of ${follower} to follow ${followed}; it can be made anew.`,
    fields: [
      { name: 'Before', value: described(before) },
      { name: 'Now', value: described(after) },
    ],
  }),
});

const described = ({ request, following }: { request: string; following: boolean }): Text =>
  text`request "${request}", ${[following ? 'following' : 'not following']}`;
