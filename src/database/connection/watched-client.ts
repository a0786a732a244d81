import { Client, type ClientBase, type ClientConfig, DatabaseError } from 'pg';
import { connectTimeoutSocket } from './connect-timeout-socket.ts';
import { watchQueries } from './watch-queries.ts';

/** The time limit for asking the server whether it is executing a statement, in milliseconds. */
const probeTimeout = 2_000;

/** The driver's client, with a property that its types lack. */
class ClientOfProcess extends Client {
  /** The process id of the server's backend, once connected. */
  declare readonly processID: number | null;
}

/** The process id of the server's backend as the connection was told it at its start. */
export const processIdOf = (client: ClientBase): number | null => (client as ClientOfProcess).processID;

/**
 * A client whose statements do not wait forever. TCP does not notice a server that has stopped responding, or a network
 * that drops everything, for a quarter of an hour or longer. When a statement has had no answer for a while, another
 * connection asks the server whether it is executing the statement. If it is not, or that connection gets no answer
 * either, the client destroys its connection: the statement fails as if the server were unreachable, and the next
 * caller gets another connection.
 *
 * For the pool option `Client`, or for a single connection.
 *
 * @param askAfter the time without an answer after which the server is asked, and the interval at which it is asked
 * again, in milliseconds.
 */
export function watchedClient(askAfter: number): typeof Client {
  return class AttendedClient extends ClientOfProcess {
    constructor(config: ClientConfig = {}) {
      const socket = connectTimeoutSocket();
      super({ ...whole(config), stream: () => socket });

      // The error that the server sent when it ended the idle connection. The error of the next statement says less.
      let last: Error | undefined;
      this.on('error', (error) => {
        last ??= error;
      });

      const connect = (ended: (error?: Error) => void): void =>
        Client.prototype.connect.call(this, (error: Error | undefined) => {
          // The driver leaves the socket open when it gives up the login itself, as for lack of a password.
          if (error) socket.destroy();
          ended(error);
        });
      this.connect = ((callback?: (error?: Error) => void) =>
        callback === undefined
          ? new Promise<void>((resolve, reject) => {
              connect((error) => (error ? reject(error) : resolve()));
            })
          : connect(callback)) as Client['connect'];

      const attend = (): (() => void) => {
        let isAnswered = false;
        const timer = setInterval(async () => {
          const processId = this.processID;
          // Asks twice: where all processors are busy, one question may time out.
          if (
            processId === null ||
            (await isAtWork(config, processId)) ||
            (await isAtWork(config, processId))
          )
            return;
          // After this process itself was suspended, its timers fire first, and only then does it read the answer that
          // had already arrived.
          if (isAnswered) return;
          socket.destroy(
            Object.assign(new Error('The server no longer answers on this connection'), {
              code: 'ETIMEDOUT',
            }),
          );
        }, askAfter);
        return () => {
          isAnswered = true;
          clearInterval(timer);
        };
      };
      this.query = ((...given: unknown[]) => {
        const result: unknown = Reflect.apply(Client.prototype.query, this, given);
        return result instanceof Promise
          ? result.catch((error) => {
              throw last ?? error;
            })
          : result;
      }) as Client['query'];
      watchQueries(this, attend);
    }
  };
}

/** The pool makes `password` non-enumerable, so a plain copy of its options would lack it. */
const whole = (config: ClientConfig): ClientConfig => ({ ...config, password: config.password });

/**
 * Whether the server says, on another connection, that this backend is executing a statement or has done so within the
 * last second. A connection pooler that gives each transaction another backend makes this impossible to find out: the
 * result is true then.
 */
async function isAtWork(config: ClientConfig, processId: number): Promise<boolean> {
  const client = new ClientOfProcess({
    ...whole(config),
    stream: connectTimeoutSocket,
    connectionTimeoutMillis: probeTimeout,
    query_timeout: probeTimeout,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ own: number; isAtWork: boolean }>(
      `select pg_backend_pid() as own, exists (
         select from pg_stat_activity
         where pid = $1 and (state = 'active' or state_change > clock_timestamp() - interval '1 second')) as "isAtWork"`,
      [processId],
    );
    const [row] = rows;
    return row === undefined || row.own !== client.processID || row.isAtWork;
  } catch (error) {
    // The server refuses to answer, for example because it has no free connection slots. The next check may succeed.
    return error instanceof DatabaseError;
  } finally {
    client.end().catch(() => undefined);
  }
}
