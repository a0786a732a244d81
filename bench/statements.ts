import { Client } from 'pg';

export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** Runs the work, and returns every statement that this process sends to PostgreSQL during it. */
export async function noting(work: () => Promise<unknown>): Promise<Statement[]> {
  const { query } = Client.prototype;
  const sent: Statement[] = [];
  Client.prototype.query = new Proxy(query, {
    apply: (target, that, args) => {
      const [first, second] = args;
      const text: unknown = typeof first === 'object' ? first.text : first;
      const values: unknown = typeof first === 'object' ? first.values : second;
      sent.push({ text: String(text), values: Array.isArray(values) ? values : [] });
      return Reflect.apply(target, that, args);
    },
  });
  try {
    await work();
    return sent;
  } finally {
    Client.prototype.query = query;
  }
}
