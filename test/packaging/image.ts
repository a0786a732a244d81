import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, cp, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readDockerfile, readDockerignore, saidIn } from './dockerfile.ts';

const run = promisify(execFile);

/** Debian's user "nobody"; on this machine it owns as little as Docker's "node" does there. */
const stranger = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

export interface Image {
  /** The folder with the image's files. */
  readonly folder: string;
  /** Runs a command of the image as a user who may write nowhere, with the image's environment and the given one. */
  start(words: readonly string[], environment: Readonly<Record<string, string>>): Run;
  readonly command: string[];
  readonly healthCheck: string[];
  remove(): Promise<void>;
}

export interface Run {
  /** The output so far. */
  readonly printed: string;
  signal(signal: 'SIGTERM' | 'SIGKILL'): void;
  /** Its exit code, or the signal that ended it, once it has ended. */
  readonly ended: Promise<number | string>;
}

/**
 * Builds what `docker build` would build, without Docker: the files that the Dockerfile copies and `.dockerignore`
 * includes, the packages that its `npm` installs, and a Node beside them, in a folder where nobody may write.
 */
export async function buildImage(): Promise<Image> {
  const [packages = [], final = []] = readDockerfile('Dockerfile');
  const root = await mkdtemp(join(tmpdir(), 'steward-image-'));
  const stage = join(root, 'packages');
  const folder = join(root, 'steward');
  await mkdir(stage);
  await mkdir(folder);
  for (const copied of saidIn(packages, 'COPY')) await copyInto(stage, copied);
  for (const command of saidIn(packages, 'RUN')) {
    const environment = {
      ...process.env,
      npm_config_prefer_offline: 'true',
      npm_config_update_notifier: 'false',
    };
    await run('sh', ['-c', command], { cwd: stage, env: environment });
  }
  for (const copied of saidIn(final, 'COPY')) {
    const [, modules] = /^--from=packages \/steward\/(\S+)/.exec(copied) ?? [];
    if (modules === undefined) await copyInto(folder, copied);
    else await rename(join(stage, modules), join(folder, modules));
  }
  await mkdir(join(root, 'bin'));
  await copyFile(process.execPath, join(root, 'bin', 'node'));
  for (const command of saidIn(final, 'RUN')) {
    const [, target, name] = /^ln -s \/steward\/(\S+) \/usr\/local\/bin\/(\S+)$/.exec(command) ?? [];
    if (target === undefined || name === undefined) throw new Error(`Not a link to a program: ${command}`);
    await symlink(join(folder, target), join(root, 'bin', name));
  }
  await chmod(root, 0o755);
  await run('chmod', ['-R', 'a+rX,a-w', root]);

  const environment = Object.fromEntries(saidIn(final, 'ENV').map((said) => said.split('=', 2)));
  return {
    folder,
    command: wordsIn(saidIn(final, 'CMD')[0]),
    healthCheck: wordsIn(saidIn(final, 'HEALTHCHECK')[0]?.replace(/^.*? CMD /, '')),
    start: ([program = '', ...words], more) => {
      const child = spawn(join(root, 'bin', program), words, {
        ...stranger,
        cwd: folder,
        env: { PATH: join(root, 'bin'), TMPDIR: folder, ...environment, ...more },
      });
      const printed: string[] = [];
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => printed.push(text));
      }
      return {
        get printed() {
          return printed.join('');
        },
        signal: (signal) => void child.kill(signal),
        ended: once(child, 'close').then(([code, signal]) => code ?? signal),
      };
    },
    remove: async () => {
      await run('chmod', ['-R', 'u+w', root]);
      await rm(root, { recursive: true });
    },
  };
}

/** Copies files of this folder as `COPY` does. */
async function copyInto(folder: string, copied: string): Promise<void> {
  const isIncluded = readDockerignore('.dockerignore');
  const sources = copied.split(/\s+/);
  const target = join(folder, sources.pop() ?? '');
  for (const source of sources) {
    if (!isIncluded(source)) throw new Error(`.dockerignore keeps ${source} away from the Dockerfile`);
    const to = sources.length > 1 ? join(target, source) : target;
    await mkdir(dirname(to), { recursive: true });
    await cp(source, to, { recursive: true, filter: isIncluded });
  }
}

/** Returns the words of an instruction in its exec form, the only form that runs without a shell. */
function wordsIn(said = ''): string[] {
  const words: unknown = JSON.parse(said);
  if (!Array.isArray(words)) throw new Error(`Not a list of words: ${said}`);
  return words.map(String);
}
