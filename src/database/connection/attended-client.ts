import { Client, type ClientConfig, DatabaseError } from 'pg';
import { connectTimeoutSocket } from './connect-timeout-socket.ts';

/** For how long the server may take to say whether it is at work on a statement, in milliseconds. */
const probeTimeout = 2_000;

/** The driver's client, which knows more than its types say. */
class ClientOfProcess extends Client {
  /** Of the server's process, from when it is connected on. */
  declare readonly processID: number | null;
}

/**
 * A client of which no statement waits for ever. TCP notices neither a server that stands still nor a way there that loses
 * everything: it waits a quarter of an hour, or longer. Where a statement has not been answered for a while, another
 * connection asks the server whether it is at work on it. If it is not, or does not answer that either, the connection is
 * destroyed: its statement fails as if the server were away, and whoever asks next gets another connection.
 *
 * For the pool option `Client`.
 *
 * @param askAfter after how many milliseconds without an answer the server is asked, and again after as many.
 */
export function attendedClient(askAfter: number): typeof Client {
  return class AttendedClient extends ClientOfProcess {
    constructor(config: ClientConfig = {}) {
      const socket = connectTimeoutSocket();
      super({ ...whole(config), stream: () => socket });

      // What the server said when it ended the connection while it waited for nothing; the next statement tells less.
      let last: Error | undefined;
      this.on('error', (error) => {
        last ??= error;
      });

      const attend = (): (() => void) => {
        let isAnswered = false;
        const timer = setInterval(async () => {
          const processId = this.processID;
          // Asked twice: where all processors are busy, one question may come too late.
          if (
            processId === null ||
            (await isAtWork(config, processId)) ||
            (await isAtWork(config, processId))
          )
            return;
          // A process that stood still itself asks first, and reads the answer that was there all the while next.
          if (isAnswered) return;
          socket.destroy(
            Object.assign(new Error('The server no longer answers here'), { code: 'ETIMEDOUT' }),
          );
        }, askAfter);
        return () => {
          isAnswered = true;
          clearInterval(timer);
        };
      };
      this.query = ((...given: unknown[]) => {
        const send = (...values: unknown[]) => Reflect.apply(Client.prototype.query, this, values);
        const callback = given.at(-1);
        if (typeof callback === 'function') {
          const answered = attend();
          return send(...given.slice(0, -1), (...results: unknown[]) => {
            answered();
            callback(...results);
          });
        }
        const result = send(...given);
        if (!(result instanceof Promise)) return result;
        const answered = attend();
        result.then(answered, answered);
        return result.catch((error) => {
          throw last ?? error;
        });
      }) as Client['query'];
    }
  };
}

/** The pool hides the password from whoever copies its options. */
const whole = (config: ClientConfig): ClientConfig => ({ ...config, password: config.password });

/**
 * Whether the server says, to another connection, that this process of it is at work, or has only just been. Where something
 * stands between that gives each transaction another process, the server cannot be asked, and it is taken to be.
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
    // It refuses to say, as when it has no connection to spare: the next look may tell.
    return error instanceof DatabaseError;
  } finally {
    client.end().catch(() => undefined);
  }
}
