import type { APIAllowedMentions, APIEmbed, APIMessageTopLevelComponent } from 'discord-api-types/v10';

/**
 * The body of a request that writes a message, after the check. In an edit an absent field means unchanged.
 *
 * @see https://discord.com/developers/docs/resources/message#create-message
 */
export interface MessageBody {
  content?: string | null;
  embeds?: APIEmbed[] | null;
  components?: APIMessageTopLevelComponent[] | null;
  attachments?: AttachmentRequest[] | null;
  allowed_mentions?: APIAllowedMentions | null;
  message_reference?: { message_id: string; fail_if_not_exists?: boolean | null } | null;
  flags?: number | null;
  tts?: boolean | null;
  nonce?: string | number | null;
  enforce_nonce?: boolean | null;
}

/** An attachment to keep (its id) or to add (the index of its file). */
export interface AttachmentRequest {
  id: string;
  filename?: string | null;
  description?: string | null;
}

/** A file of a multipart request. `index` is the n of `files[n]`. */
export interface UploadedFile {
  readonly index: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
