import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** Bundles the browser part, including lit and the Discord components, without writing a file. */
export async function bundleBrowserPart(): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL('./browser/main.ts', import.meta.url)),
    platform: 'browser',
    resolve: { conditionNames: ['browser', 'import', 'default'] },
    tsconfig: false,
    plugins: [
      {
        name: 'nothing-from-outside',
        // The components load avatars and emoji from Discord's CDN by default. The page must load nothing from outside.
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
