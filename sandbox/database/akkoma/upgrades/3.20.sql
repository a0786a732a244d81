-- Akkoma 3.20 stores the addresses of accounts, which are no longer made from nicknames, looks nicknames up in lower
-- case, and searches accounts only by their names. Its index on the text of posts is left out, because no operation
-- depends on it. 3.21 changes no table.

drop index users_fts_index;
create index users_displayname_fts_index on users using gin (to_tsvector('simple', name));
create unique index users_casefolded_nickname_index on users (lower(nickname));
drop index users_nickname_index;

alter table users add column outbox text;
update users set
  inbox = coalesce(inbox, ap_id || '/inbox'),
  outbox = coalesce(outbox, ap_id || '/outbox'),
  featured_address = coalesce(featured_address, ap_id || '/collections/featured'),
  follower_address = coalesce(follower_address, ap_id || '/followers'),
  following_address = coalesce(following_address, ap_id || '/following')
where local;

create index oban_jobs_state_cancelled_at_index on oban_jobs (state, cancelled_at);
create index oban_jobs_state_discarded_at_index on oban_jobs (state, discarded_at);
alter type oban_job_state add value 'suspended' before 'scheduled';
comment on table oban_jobs is '14';

update users set uri = ap_id where local and nickname is not null and uri is null;
