export interface Answered {
  readonly status: number;
  readonly body: string;
}

/** Returns the answer to the request; status 0 where nothing listens. */
export async function ask(port: string, path: string, init: RequestInit = {}): Promise<Answered> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { status: response.status, body: await response.text() };
  } catch {
    return { status: 0, body: '' };
  }
}

/** The metrics by name and labels, as they are written: `steward_actions{state="done"}`. */
export async function figures(port: string): Promise<ReadonlyMap<string, number>> {
  const { body } = await ask(port, '/metrics');
  return new Map(
    body
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))];
      }),
  );
}
