/** Selects the actions of an interaction, except those that it undoes, whose changes were made earlier. */
export const actionsOf = `
  select id from steward.actions where interaction_id = $1
  union
  select action_id from steward.audit_log
  where interaction_id = $1 and action_id is not null and event <> 'action.undone'
  order by id`;

/** Selects the messages of these actions: their cards and mentions. */
export const messagesOf = `
  select message_id as id from steward.actions where id = any($1) and message_id is not null
  union
  select mention_message_id from steward.actions where id = any($1) and mention_message_id is not null
  order by id`;

/**
 * Selects the changes of these actions to Akkoma's tables, at most 20 rows per table, with the nickname where the row
 * is an account. Enqueued jobs are left out, because `jobs` selects them.
 */
export const changedRows = `
  select "table", key, before, after, changed::integer,
    (select nickname from public.users where "table" = 'users' and users.id::text = key ->> 'id') as nickname
  from (
    select table_name as "table", key, before, after,
      count(*) over (partition by table_name) as changed,
      row_number() over (partition by table_name order by id) as place
    from steward.changes
    where action_id = any($1) and not (table_name = 'oban_jobs' and before is null)
  ) change
  where place <= 20
  order by "table", place`;

/** Selects Steward's own rows, without arguments and tokens. */
export const ownRows = `
  select * from (
    select 'steward.interactions' as "table", jsonb_build_object('id', id, 'claimed_at', claimed_at) as row
    from steward.interactions where id = $1
    union all
    select 'steward.actions', jsonb_build_object(
      'id', id, 'operation', operation, 'state', state, 'tier', tier, 'requester_name', requester_name,
      'reason', reason, 'votes_needed', votes_needed, 'failure', failure, 'undone_by', undone_by, 'refresh', refresh,
      'revision', revision)
    from steward.actions where id = any($2)
    union all
    select 'steward.votes', jsonb_build_object(
      'action_id', action_id, 'voter_name', voter_name, 'vote', vote, 'reason', reason)
    from steward.votes where action_id = any($2)
    union all
    select 'steward.changes', jsonb_build_object('action_id', action_id, 'rows', count(*))
    from steward.changes where action_id = any($2) group by action_id
  ) own`;

/**
 * Selects the jobs that these actions enqueued (at most 30), in their present state, followed by the jobs that make
 * Akkoma's server refresh its memory. `encoded_email` is left out, because a mail has a link that only its recipient
 * may see.
 */
export const jobs = `
  (
  select change.key ->> 'id' as id,
    coalesce(job.worker, change.after ->> 'worker') as worker,
    coalesce(job.queue, change.after ->> 'queue') as queue,
    coalesce(job.state::text, 'deleted') as state,
    coalesce(job.attempt, 0) as attempt,
    coalesce(job.args, change.after -> 'args') - 'encoded_email' as args
  from steward.changes change
  left join public.oban_jobs job on job.id = (change.key ->> 'id')::bigint
  where change.action_id = any($1) and change.table_name = 'oban_jobs' and change.before is null
  order by change.id
  limit 30
  )
  union all
  select job.id::text, job.worker, job.queue, job.state::text, job.attempt, job.args
  from steward.refreshes refresh join public.oban_jobs job on job.id = any(refresh.job_ids)
  where refresh.action_id = any($1)`;

/**
 * Selects the audit entries of these actions and of the interaction, the newest first, at most 30. `sound` is whether
 * an entry's hash matches its content and the entry before.
 */
export const auditEntries = `
  select entry.id::integer, entry.at, entry.event, entry.command, entry.actor_name as who, entry.reason as why,
    entry.detail, encode(entry.hash, 'hex') as hash, encode(entry.previous_hash, 'hex') as "previousHash",
    entry.interaction_id is not distinct from $1 as "ofThisStep",
    entry.hash = steward.audit_entry_hash(entry) and entry.previous_hash = coalesce(
      (select before.hash from steward.audit_log before where before.id = entry.id - 1), '\\x'::bytea) as sound
  from steward.audit_log entry
  where entry.interaction_id = $1 or entry.action_id = any($2)
  order by entry.id desc
  limit 30`;
