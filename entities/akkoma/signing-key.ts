import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export const SigningKeySchema = defineEntity({
  name: 'SigningKey',
  tableName: 'signing_keys',
  properties: {
    keyId: p.text().primary(),
    userId: p.type(FlakeId).$type<string>(),
    publicKey: p.text(),
    privateKey: p.text().nullable().hidden().lazy(),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
  },
});

/**
 * The key pair of an account's signatures, from Akkoma 3.13.3 on. A remote account has only the public half (tables.md
 * signing_keys). The private key can be written, but is never loaded with the row.
 */
export class SigningKey extends SigningKeySchema.class {}
SigningKeySchema.setClass(SigningKey);
