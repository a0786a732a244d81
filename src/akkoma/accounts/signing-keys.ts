import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { SigningKey, type User } from '../../../entities/akkoma/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { Instance } from '../instance.ts';

const generate = promisify(generateKeyPair);

/** The key pair of a local account, as PEM. */
export interface SigningKeys {
  /** PKCS#1, without a line break at its end (behaviour.md 2.2). */
  readonly privateKey: string;
  /** SPKI, with two line breaks at its end (behaviour.md 21.2). */
  readonly publicKey: string;
}

/** Generates an RSA key pair of 2,048 bits for a local account's signatures. */
export async function newSigningKeys(): Promise<SigningKeys> {
  const { privateKey, publicKey } = await generate('rsa', {
    modulusLength: 2048,
    publicExponent: 65_537,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return { privateKey: privateKey.trimEnd(), publicKey: `${publicKey}\n` };
}

/** Returns the columns of an account's own row that hold its keys: none from 3.13.3 on (behaviour.md 21.2). */
export const keysInRow = ({ features }: Instance, { privateKey }: SigningKeys): { keys?: string } =>
  features.keys === 'users' ? { keys: privateKey } : {};

/**
 * Inserts the keys of an account into their own table, from 3.13.3 on; the account's row must exist (behaviour.md
 * 21.2). Without them the account could not sign anything, and nothing would ever repair that.
 */
export function insertSigningKeys(
  { em, instance: { features } }: { readonly em: Em; readonly instance: Instance },
  { id, apId }: User,
  keys: SigningKeys,
): void {
  if (features.keys === 'users') return;
  em.persist(em.create(SigningKey, { keyId: `${apId}#main-key`, userId: id, ...keys }));
}
