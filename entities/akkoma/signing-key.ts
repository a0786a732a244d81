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
 * The key with which an account signs, from Akkoma 3.13.3 on; of a remote account, its public half alone (tables.md
 * signing_keys). The private key is written, but never loaded along with the row.
 */
export class SigningKey extends SigningKeySchema.class {}
SigningKeySchema.setClass(SigningKey);
