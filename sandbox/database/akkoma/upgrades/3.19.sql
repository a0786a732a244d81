-- Akkoma 3.19 drops the function that returns the visibility of a post. Its migration that marks old polls as anonymous
-- is left out, because no operation depends on it.

alter table lists add column exclusive boolean not null default false;
alter table users drop column skip_thread_containment;
alter table lists drop column ap_id;

drop index activities_visibility_index, "aa_users_ap_id_COALESCE_follower_address_index";
drop function activity_visibility(varchar, varchar[], jsonb);
