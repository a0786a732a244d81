import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** A new private key for a local account's signatures: RSA 2048, PKCS#1 PEM, no line break at its end (operations.md 2). */
export async function newSigningKeys(): Promise<string> {
  const { privateKey } = await generate('rsa', {
    modulusLength: 2048,
    publicExponent: 65_537,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return privateKey.trimEnd();
}
