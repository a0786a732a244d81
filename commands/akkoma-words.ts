/**
 * The words of Akkoma's command line for commands that are in another group here, since Discord allows only 25 commands
 * in one. A terminal takes them too, and `/help` leads from them to the command. Operations keep their names.
 */
export const akkomaWords: Readonly<Record<string, string>> = {
  'user activate_all_from_instance': 'instance activate_all',
  'user confirm_all': 'instance confirm_all',
  'user deactivate_all_from_instance': 'instance deactivate_all',
  'user invite': 'invite create',
  'user invites': 'invite list',
  'user revoke_invite': 'invite revoke',
  'user unconfirm_all': 'instance unconfirm_all',
};
