import { randomUUID } from 'node:crypto';
import type { APIAttachment, APIEmbedImage } from 'discord-api-types/v10';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { validator } from 'hono/validator';
import { NotSendable } from '../discord/not-sendable.ts';
import type { DiscordSandbox } from '../discord/sandbox.ts';
import {
  autocompleteBody,
  clickBody,
  commandBody,
  fileQuery,
  menuBody,
  pictureQuery,
  selectBody,
  submitBody,
  viewQuery,
} from './bodies.ts';
import { streamChanges } from './events.ts';
import { openModals } from './interactions.ts';
import { type Outside, outsideRoutes } from './outside.ts';
import { parsedBy } from './parsed-by.ts';
import { describePeople } from './people.ts';
import { type Behind, underneathRoutes } from './underneath/index.ts';
import type { MessagesView } from './wire.ts';

/** Creates the page's HTTP API: the messages a person sees, all they can do, what people outside do, and the bot's internals. */
export function createApi(
  sandbox: DiscordSandbox,
  behind: Behind & { readonly outside: Outside | undefined },
): Hono {
  const modals = openModals();
  const run = randomUUID();
  const api = new Hono();

  api.get('/people', (context) => context.json(describePeople(sandbox, run)));

  api.get('/commands', (context) => context.json({ commands: sandbox.commands }));

  api.get('/messages', validator('query', parsedBy(viewQuery)), (context) => {
    const { as, channel } = context.req.valid('query');
    return context.json({ messages: personOf(as).messages(channel) } satisfies MessagesView);
  });

  api.get('/file', validator('query', parsedBy(fileQuery)), async (context) => {
    const { as, channel, message, file } = context.req.valid('query');
    const found = messageOf(as, channel, message).attachments.find(({ id }) => id === file);
    if (!found) throw new HTTPException(404, { message: 'The file no longer exists.' });
    return context.body(await bytesOf(found), 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found.filename)}`,
      'cache-control': 'no-store',
    });
  });

  api.get('/picture', validator('query', parsedBy(pictureQuery)), async (context) => {
    const { as, channel, message } = context.req.valid('query');
    const picture = messageOf(as, channel, message).embeds.find(({ image }) => image !== undefined)?.image;
    if (picture === undefined || !isUploaded(picture)) {
      throw new HTTPException(404, { message: 'The message has no picture of its own.' });
    }
    return context.body(await bytesOf(picture), 200, {
      'content-type': 'image/png',
      'cache-control': 'no-store',
    });
  });

  api.get('/events', (context) => streamChanges(context, [sandbox, ...(behind.bot ? [behind.bot] : [])]));

  api.route('/', underneathRoutes(sandbox, behind));
  api.route('/', outsideRoutes(behind.outside));

  api.post('/command', validator('json', parsedBy(commandBody)), async (context) => {
    const { as, channel, path, options } = context.req.valid('json');
    return context.json(await modals.outcome(as, personOf(as).command(path, options, { channel })));
  });

  api.post('/autocomplete', validator('json', parsedBy(autocompleteBody)), async (context) => {
    const { as, path, options, focused } = context.req.valid('json');
    return context.json({ choices: await personOf(as).autocomplete(path, options, focused) });
  });

  api.post('/click', validator('json', parsedBy(clickBody)), async (context) => {
    const { as, channel, message, customId } = context.req.valid('json');
    const clicked = personOf(as).click(messageWithComponents(as, channel, message), customId);
    return context.json(await modals.outcome(as, clicked.catch(interactionFailed)));
  });

  api.post('/select', validator('json', parsedBy(selectBody)), async (context) => {
    const { as, channel, message, customId, values } = context.req.valid('json');
    const selected = personOf(as).select(messageWithComponents(as, channel, message), customId, values);
    return context.json(await modals.outcome(as, selected.catch(interactionFailed)));
  });

  api.post('/menu', validator('json', parsedBy(menuBody)), async (context) => {
    const { as, channel, name, target } = context.req.valid('json');
    const found = target.kind === 'message' ? messageOf(as, channel, target.id) : memberOf(target.id);
    return context.json(await modals.outcome(as, personOf(as).menu(name, found, { channel })));
  });

  api.post('/submit', validator('json', parsedBy(submitBody)), async (context) => {
    const { as, interaction, values } = context.req.valid('json');
    const submitted = personOf(as).submit(modals.find(as, interaction), values);
    return context.json(await modals.outcome(as, submitted));
  });

  function personOf(name: string) {
    if (!sandbox.guild.members.some(({ user }) => user.username === name && !user.bot)) {
      throw new HTTPException(404, { message: `No member ${name}.` });
    }
    return sandbox.as(name);
  }

  function memberOf(id: string) {
    const member = sandbox.guild.members.find(({ user }) => user.id === id);
    if (!member) throw new HTTPException(404, { message: 'The member is no longer here.' });
    return member;
  }

  /** Whether the bot uploaded the picture. Those of others would be loaded from outside. */
  const isUploaded = ({ url }: APIEmbedImage) =>
    url.startsWith(`${new URL(sandbox.apiUrl).origin}/attachments/`);

  const visibleMessage = (as: string, channel: string, id: string) =>
    personOf(as)
      .messages(channel)
      .find((candidate) => candidate.id === id);

  function messageWithComponents(as: string, channel: string, id: string) {
    return (
      visibleMessage(as, channel, id) ?? interactionFailed(new NotSendable('The message no longer exists.'))
    );
  }

  function messageOf(as: string, channel: string, id: string) {
    const message = visibleMessage(as, channel, id);
    if (!message)
      throw new HTTPException(404, { message: 'The message no longer exists, or you cannot see it.' });
    return message;
  }

  return api;
}

/**
 * Reports a component that is no longer there, because somebody else was faster, as Discord does.
 *
 * @throws {HTTPException} 409 for an interaction that Discord would not send; otherwise the error itself
 */
function interactionFailed(error: unknown): never {
  throw error instanceof NotSendable ? new HTTPException(409, { message: error.message }) : error;
}

/**
 * Downloads an attachment from the sandbox, which stands in for Discord's CDN.
 *
 * @throws {HTTPException} 404 when the sandbox does not have the file
 */
async function bytesOf({ url }: APIAttachment | APIEmbedImage): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new HTTPException(404, { message: 'The file no longer exists.' });
  return response.arrayBuffer();
}
