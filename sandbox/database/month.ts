import { Client } from 'pg';

/**
 * Records the activity of a month before now, which the small instance has not had, so that `/instance show` has a
 * picture.
 *
 * @param url of a database with Steward's tables.
 */
export async function recordMonth(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // Busier at weekends. The last day is before the bot's first measurement, whose posts continue the series.
    await client.query(`
      insert into steward.days (day, active_people, posts)
      select today - ago, 5 + ago * 7 % 4 + weekend, posts - sum(4 + ago * 5 % 7 + 3 * weekend) over (order by ago)
      from generate_series(1, 30) as ago,
        (select timezone('UTC', now())::date as today, sum(note_count) as posts from users where local) present,
        lateral (select case when extract(isodow from today - ago) > 5 then 1 else 0 end as weekend) each_day`);
  } finally {
    await client.end();
  }
}
