import { jobKinds } from './job-kinds.ts';
import { literal } from './quote.ts';
import { columns } from './writes.ts';

/** The role that may insert jobs for Akkoma's server. Nobody logs in as it; it only owns the function. */
export const enqueuer = 'steward_enqueue';

/** The function with which Steward inserts jobs, by its name and the types of its arguments. */
export const enqueueFunction = 'steward.enqueue(text, integer, double precision, jsonb[])';

/** The columns of `oban_jobs` that the function fills. */
export const enqueuedColumns = columns('worker queue priority max_attempts args state scheduled_at');

/** A condition in SQL/JSON path: strict, because otherwise an array with the right value would pass for it. */
const shapeOf = ({ op, args }: { op: string; args: Readonly<Record<string, readonly string[]>> }): string =>
  [
    `strict $.op == "${op}"`,
    ...Object.entries(args).map(
      ([name, types]) => `(${types.map((type) => `$.${name}.type() == "${type}"`).join(' || ')})`,
    ),
  ].join(' && ');

const kindRows = Object.entries(jobKinds).map(
  ([name, kind]) => `
    (${[name, kind.worker, kind.queue].map(literal).join(', ')}, ${kind.priority},
      array[${['op', ...Object.keys(kind.args)].map(literal).join(', ')}],
      ${literal(shapeOf(kind))}::jsonpath)`,
);

/**
 * Bytes of Erlang's external term format, as SQL. A literal of type `bytea` would have other bytes where the caller has
 * turned off `standard_conforming_strings`.
 */
const bytes = (...parts: readonly (number | Buffer)[]): string =>
  `decode('${Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : part))).toString('hex')}', 'hex')`;

const atom = (name: string): Buffer => Buffer.concat([Buffer.from([119, name.length]), Buffer.from(name)]);
const count = (length: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(length);
  return buffer;
};
const emptyMap = Buffer.concat([Buffer.from([116]), count(0)]);
const emptyList = Buffer.from([106]);

/** A binary with the text of an argument. */
const binary = (arg: string): string =>
  `${bytes(109)} || int4send(octet_length(convert_to(mail.args ->> '${arg}', 'UTF8'))) || convert_to(mail.args ->> '${arg}', 'UTF8')`;

const pair = (name: string, address: string): string =>
  `${bytes(104, 2)} || ${binary(name)} || ${binary(address)}`;

/** The entries of a `Swoosh.Email`. */
const emailEntries: readonly (readonly [name: string, term: string])[] = [
  ['__struct__', bytes(atom('Elixir.Swoosh.Email'))],
  ['subject', binary('subject')],
  ['html_body', binary('html')],
  ['text_body', bytes(atom('nil'))],
  ['from', pair('from_name', 'from')],
  ['to', `${bytes(108, count(1))} || ${pair('to_name', 'to')} || ${bytes(emptyList)}`],
  ['cc', bytes(emptyList)],
  ['bcc', bytes(emptyList)],
  ['reply_to', bytes(atom('nil'))],
  ['attachments', bytes(emptyList)],
  ['headers', bytes(emptyMap)],
  ['private', bytes(emptyMap)],
  ['assigns', bytes(emptyMap)],
  ['provider_options', bytes(emptyMap)],
];

/**
 * A mail as the server's mailer reads it (behaviour.md 2.4). The function writes the term itself: one that it was given
 * could be of any kind, and the server decodes whatever it reads.
 *
 * @see https://www.erlang.org/doc/apps/erts/erl_ext_dist.html
 */
const emailTerm = [
  bytes(131, 116, count(emailEntries.length)),
  ...emailEntries.map(([name, term]) => `${bytes(atom(name))} || ${term}`),
].join('\n          || ');

/** The body of the function. The doctor and the start compare it with that in the database. */
export const enqueueBody = `
#variable_conflict use_column
declare
  known record;
begin
  select * into known from (values ${kindRows.join(',')}
  ) as kind (name, worker, queue, priority, keys, shape) where kind.name = enqueue.kind;
  if not found then
    raise exception 'Steward does not enqueue jobs of the kind %.', kind using errcode = 'invalid_parameter_value';
  end if;
  if exists (
    select from unnest(jobs) as job (args) where (job.args - known.keys = '{}' and job.args @@ known.shape) is not true
  ) then
    raise exception 'The arguments are not those of a job of the kind %.', kind using errcode = 'invalid_parameter_value';
  end if;
  if kind = 'mail' then
    jobs := array(
      select jsonb_build_object('op', 'email', 'config', '[]'::jsonb, 'encoded_email', translate(encode(
          ${emailTerm}, 'base64'), chr(10), ''))
      from unnest(jobs) with ordinality as mail (args, place) order by place);
  end if;
  return query
    insert into public.oban_jobs as made (${enqueuedColumns.join(', ')})
    select known.worker, known.queue, known.priority, attempts, job.args,
      (case when delay is null then 'available' else 'scheduled' end)::public.oban_job_state,
      timezone('UTC', now()) + make_interval(secs => coalesce(delay, 0))
    from unnest(jobs) with ordinality as job (args, place) order by place
    returning made.id, made.worker, made.queue, made.priority, made.max_attempts, made.args, made.state::text,
      made.scheduled_at::timestamp;
end
`;

/**
 * Creates the role and the function, and lets a role call it. Only a superuser, or a role that may create roles, can
 * run this.
 *
 * @param to the role, as an identifier.
 */
export const enqueueSql = (to: string): string => `do $do$
begin
  if to_regrole('${enqueuer}') is null then
    create role ${enqueuer} nologin;
  end if;
exception when duplicate_object or unique_violation then
  null; -- Another database of this server has just got it.
end
$do$;
-- Only a member may give the function to the role. A superuser counts as one.
do $do$
begin
  if not pg_has_role('${enqueuer}', 'usage') then
    execute format('grant ${enqueuer} to %I', current_user);
  end if;
end
$do$;
create or replace function steward.enqueue(kind text, attempts integer, delay double precision, jobs jsonb[])
returns table (id bigint, worker text, queue text, priority integer, max_attempts integer, args jsonb, state text,
  scheduled_at timestamp)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $enqueue$${enqueueBody}$enqueue$;
grant create on schema steward to ${enqueuer};
alter function ${enqueueFunction} owner to ${enqueuer};
revoke all on schema public, steward from ${enqueuer};
revoke all on all tables in schema public from ${enqueuer};
revoke all on function ${enqueueFunction} from public;
grant execute on function ${enqueueFunction} to ${to};
grant usage on schema public to ${enqueuer};
do $do$
begin
  if to_regclass('public.oban_jobs') is not null then
    grant insert (${enqueuedColumns.join(', ')}), select (id, ${enqueuedColumns.join(', ')})
      on public.oban_jobs to ${enqueuer};
    grant usage on sequence public.oban_jobs_id_seq to ${enqueuer};
  end if;
end
$do$;`;
