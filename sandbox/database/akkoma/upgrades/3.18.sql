-- Akkoma 3.18 orders conversations by their newest post.

drop index activities_context_index;
create index activities_context_index on activities ((data ->> 'context'), id desc) where data ->> 'type' = 'Create';

delete from conversation_participations part using users u where u.id = part.user_id and not u.local;

alter table conversation_participations add column last_bump uuid;
update conversation_participations part set last_bump = (
  select post.id from activities post
  where post.data ->> 'type' = 'Create' and post.data ->> 'context' = conversation.ap_id
    and (post.actor = u.ap_id or u.ap_id = any(post.recipients))
    and activity_visibility(post.actor, post.recipients, post.data) = 'direct'
  order by post.id desc limit 1)
from conversations conversation, users u
where conversation.id = part.conversation_id and u.id = part.user_id;
delete from conversation_participations where last_bump is null;
delete from conversations conversation
  where not exists (select from conversation_participations part where part.conversation_id = conversation.id);
alter table conversation_participations alter column last_bump set not null;
drop index conversation_participations_updated_at_desc_index;
create index conversation_participations_user_id_last_bump_index
  on conversation_participations (user_id, last_bump desc nulls last);

create index activities_type_index on activities ((data ->> 'type'));
