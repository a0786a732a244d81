import type { APIAttachment } from 'discord-api-types/v10';
import { fileTooLarge } from './api-error.ts';
import type { AttachmentRequest, UploadedFile } from './message-body.ts';

/**
 * The largest file that a bot may upload to a guild without boosts, in bytes.
 *
 * @see https://discord.com/developers/docs/reference#uploading-files
 */
export const ATTACHMENT_SIZE_LIMIT = 10 * 1024 * 1024;

interface StoredFile {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface AttachmentStore {
  /**
   * Stores the uploaded files and returns the attachments of a message after a request.
   *
   * @param before the attachments that the message has already
   * @param listed the attachments to keep and to add; absent when all stay
   * @throws {ApiError} 40005 for a file that is too large
   */
  settle(
    before: readonly APIAttachment[],
    listed: readonly AttachmentRequest[] | null | undefined,
    files: readonly UploadedFile[],
    ephemeral: boolean,
  ): APIAttachment[];
  find(id: string): StoredFile | undefined;
}

/** @param origin the origin of the URLs from which files can be downloaded */
export function createAttachmentStore(origin: string, nextId: () => string): AttachmentStore {
  const stored = new Map<string, StoredFile>();

  function upload(
    file: UploadedFile,
    request: AttachmentRequest | undefined,
    ephemeral: boolean,
  ): APIAttachment {
    if (file.bytes.byteLength > ATTACHMENT_SIZE_LIMIT) {
      throw fileTooLarge();
    }
    const id = nextId();
    const filename = (request?.filename ?? file.name).replace(/[^\p{L}\p{N}._-]/gu, '_');
    const url = `${origin}/attachments/${id}/${encodeURIComponent(filename)}`;
    stored.set(id, { contentType: file.contentType, bytes: file.bytes });
    return {
      id,
      filename,
      size: file.bytes.byteLength,
      url,
      proxy_url: url,
      content_type: file.contentType,
      ...(request?.description && { description: request.description }),
      ...(ephemeral && { ephemeral }),
    };
  }

  return {
    settle(before, listed, files, ephemeral) {
      const kept = listed ? before.filter(({ id }) => listed.some((entry) => entry.id === id)) : before;
      const added = files.map((file) =>
        upload(
          file,
          listed?.find(({ id }) => id === file.index),
          ephemeral,
        ),
      );
      return [...kept, ...added];
    },
    find: (id) => stored.get(id),
  };
}
