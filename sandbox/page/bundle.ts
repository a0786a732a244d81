import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** Bundles the browser part, lit and the Discord components included, without writing a file. */
export async function bundleBrowserPart(): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL('./browser/main.ts', import.meta.url)),
    platform: 'browser',
    resolve: { conditionNames: ['browser', 'import', 'default'] },
    tsconfig: false,
    plugins: [
      {
        name: 'nothing-from-outside',
        // The components fall back to Discord's CDN for avatars and emoji; here there is no outside.
        transform: {
          filter: { id: /discord-components-core/ },
          handler: (code) => code.replaceAll('https://cdn.discordapp.com/', '/nothing/'),
        },
      },
    ],
  });
  try {
    const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting: false });
    return output[0].code;
  } finally {
    await build.close();
  }
}
