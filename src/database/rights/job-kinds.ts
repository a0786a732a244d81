/** A kind of job that Akkoma's server runs (behaviour.md 16), and what its arguments must be. */
interface JobKind {
  readonly worker: string;
  readonly queue: string;
  /** 0 is the most urgent. */
  readonly priority: number;
  readonly op: string;
  /** The other arguments: all of them, and no more, each with the JSON types that its value may have. */
  readonly args: Readonly<Record<string, readonly JsonType[]>>;
}

type JsonType = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';

const publishing = {
  worker: 'Pleroma.Workers.PublisherWorker',
  queue: 'federator_outgoing',
  op: 'publish',
  args: { activity_id: ['string'], object_data: ['string', 'null'] },
} as const;

const indexing = {
  worker: 'Pleroma.Workers.SearchIndexingWorker',
  queue: 'search_indexing',
  priority: 0,
} as const;

const inBackground = { worker: 'Pleroma.Workers.BackgroundWorker', queue: 'background' } as const;

const cleaning = {
  worker: 'Pleroma.Workers.AttachmentsCleanupWorker',
  queue: 'attachments_cleanup',
  priority: 0,
  op: 'cleanup_attachments',
} as const;

/** All kinds of jobs that Steward enqueues. Its role can enqueue no others. */
export const jobKinds = {
  addToIndex: { ...indexing, op: 'add_to_index', args: { activity: ['string'] } },
  removeFromIndex: { ...indexing, op: 'remove_from_index', args: { object: ['number'] } },
  /** The arguments are those of the function, which makes the server's own arguments of them. */
  mail: {
    worker: 'Pleroma.Workers.MailerWorker',
    queue: 'mailer',
    priority: 0,
    op: 'email',
    args: {
      to_name: ['string'],
      to: ['string'],
      from_name: ['string'],
      from: ['string'],
      subject: ['string'],
      html: ['string'],
    },
  },
  publish: { ...publishing, priority: 0 },
  publishDelete: { ...publishing, priority: 3 },
  cleanUpAttachments: { ...cleaning, args: { object: ['object'] } },
  cleanUpAttachmentsLater: { ...cleaning, args: { actor: ['string'], attachments: ['array'] } },
  deleteUser: { ...inBackground, priority: 0, op: 'delete_user', args: { user_id: ['string'] } },
  /** Behind everything else in its queue. */
  activation: {
    ...inBackground,
    priority: 3,
    op: 'user_activation',
    args: { user_id: ['string'], status: ['boolean'] },
  },
} as const satisfies Record<string, JobKind>;

export type JobKindName = keyof typeof jobKinds;
