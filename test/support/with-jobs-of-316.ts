import type { Changes } from './snapshot.ts';

/** On 3.16 no job indexes posts, since they are searched in the database, and publishing has one attempt more. */
export const withJobsOf316 = ({ oban_jobs: jobs, ...others }: Changes): Changes =>
  jobs === undefined
    ? others
    : {
        ...others,
        oban_jobs: {
          inserted: (jobs.inserted ?? [])
            .filter(({ queue }) => queue !== 'search_indexing')
            .map((job) => (job.queue === 'federator_outgoing' ? { ...job, max_attempts: 6 } : job)),
        },
      };
