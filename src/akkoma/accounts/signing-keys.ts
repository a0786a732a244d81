import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { SigningKey, type User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { Instance } from '../instance.ts';

const generate = promisify(generateKeyPair);

/** The two halves of a local account's key, as PEM. */
export interface SigningKeys {
  /** PKCS#1, with no line break at its end (behaviour.md 2.2). */
  readonly privateKey: string;
  /** SPKI, with two line breaks at its end (behaviour.md 21.2). */
  readonly publicKey: string;
}

/** New keys for a local account's signatures: RSA 2048. */
export async function newSigningKeys(): Promise<SigningKeys> {
  const { privateKey, publicKey } = await generate('rsa', {
    modulusLength: 2048,
    publicExponent: 65_537,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return { privateKey: privateKey.trimEnd(), publicKey: `${publicKey}\n` };
}

/** The columns of an account's own row that hold its keys: none from 3.13.3 on (behaviour.md 21.2). */
export const keysInRow = ({ features }: Instance, { privateKey }: SigningKeys): { keys?: string } =>
  features.keys === 'users' ? { keys: privateKey } : {};

/**
 * Gives an account whose row is there its row of keys, from 3.13.3 on (behaviour.md 21.2). An account without could sign
 * nothing, and nothing would ever mend that.
 */
export function insertSigningKeys(
  { em, instance: { features } }: { readonly em: Em; readonly instance: Instance },
  { id, apId }: User,
  keys: SigningKeys,
): void {
  if (features.keys === 'users') return;
  em.persist(em.create(SigningKey, { keyId: `${apId}#main-key`, userId: id, ...keys }));
}
