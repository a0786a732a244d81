import { Client, Events, GatewayIntentBits } from 'discord.js';

/**
 * The least that a bot of discord.js can do for an interaction: defer, then answer. Nothing faster can be built on it,
 * so this is what the real bot is held against.
 */
const { DISCORD_TOKEN = '', DISCORD_API_URL = '' } = process.env;

const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: DISCORD_API_URL } });
client.on(Events.InteractionCreate, async (interaction) => {
  if (!interaction.isChatInputCommand()) return;
  await interaction.deferReply();
  await interaction.editReply('Done.');
});
await client.login(DISCORD_TOKEN);
