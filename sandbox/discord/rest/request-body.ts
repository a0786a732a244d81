import * as z from 'zod';
import { malformedJson } from '../api-error.ts';
import type { UploadedFile } from '../message-body.ts';

/** A parsed request body, sent as JSON or as a multipart form. */
export interface RequestBody {
  readonly json: unknown;
  readonly files: readonly UploadedFile[];
}

const partName = z.templateLiteral(['files[', z.int().nonnegative(), ']']);

/**
 * Parses a body of JSON, or a multipart form with `payload_json` and `files[n]`.
 *
 * @throws {ApiError} 50109 for invalid JSON
 * @see https://discord.com/developers/docs/reference#uploading-files
 */
export async function readBody(request: Request): Promise<RequestBody> {
  const type = request.headers.get('content-type') ?? '';
  if (type.startsWith('multipart/form-data')) {
    const form = await request.formData();
    const payload = form.get('payload_json');
    const files = await Promise.all(
      Array.from(form).map(async ([name, value]): Promise<UploadedFile[]> => {
        if (typeof value === 'string' || !partName.safeParse(name).success) {
          return [];
        }
        const bytes = new Uint8Array(await value.arrayBuffer());
        return [
          {
            index: name.slice('files['.length, -1),
            name: value.name,
            contentType: value.type || 'application/octet-stream',
            bytes,
          },
        ];
      }),
    );
    return { json: typeof payload === 'string' ? parse(payload) : {}, files: files.flat() };
  }
  const text = await request.text();
  return { json: text === '' ? undefined : parse(text), files: [] };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformedJson();
  }
}
