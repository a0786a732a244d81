-- Akkoma 3.17 no longer counts posts by host and visibility, and makes several indexes of accounts partial.

drop trigger status_visibility_counter_cache_trigger on activities;
drop function update_status_visibility_counter_cache();
drop table counter_cache;

drop index users_email_index, users_is_admin_index, users_is_moderator_index, users_is_suggested_index,
  users_last_active_at_index;
create unique index users_email_index on users (email) where email is not null and local;
create index users_where_suggested_index on users (id) where is_suggested;
create index users_is_admin_index on users (is_admin) where is_admin;
create index users_is_moderator_index on users (is_moderator) where is_moderator;
create index users_last_active_at_index on users (last_active_at) where local;
