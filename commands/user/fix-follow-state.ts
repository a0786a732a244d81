import { defineActionCommand, nickname } from '../../src/command/index.ts';
import { fixFollowState as operation } from '../../src/operations/instance/fix-follow-state.ts';
import { type Text, text } from '../../src/text/text.ts';

/** `/user fix_follow_state`: repairs a follow that was accepted but never took effect (behaviour.md 13). */
export const fixFollowState = defineActionCommand({
  name: 'fix_follow_state',
  description: 'Repair a follow that was accepted but did not take effect',
  example: 'user fix_follow_state lain bob@remote.example',
  args: {
    local_user: nickname.meta({ description: 'Account that sent the follow request', suggest: 'nickname' }),
    remote_user: nickname.meta({
      description: 'Account that received the follow request',
      suggest: 'nickname',
    }),
  },
  operation,
  describe: ({ target }) => text`reject the stuck follow request ${target}`,
  reply: ({ follower, followed, before, after }) => ({
    line: text`Rejected the follow request of ${follower} to ${followed}. ${follower} can send a new one.`,
    fields: [
      { name: 'Before', value: described(before) },
      { name: 'Now', value: described(after) },
    ],
  }),
});

const described = ({ request, following }: { request: string; following: boolean }): Text =>
  text`request "${request}", ${[following ? 'following' : 'not following']}`;
