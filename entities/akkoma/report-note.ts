import { defineEntity, p } from '@mikro-orm/core';
import { FlakeId } from '../types/flake-id.ts';
import { insertedAt, updatedAt } from './timestamps.ts';

export const ReportNoteSchema = defineEntity({
  name: 'ReportNote',
  tableName: 'report_notes',
  properties: {
    id: p.bigint('number').primary(),
    userId: p.type(FlakeId).$type<string>().nullable(),
    activityId: p.type(FlakeId).$type<string>().nullable(),
    content: p.string().nullable(),
    insertedAt: insertedAt(),
    updatedAt: updatedAt(),
  },
});

/**
 * A moderator's note on a report. Its author cannot be deleted while it exists (tables.md report_notes).
 */
export class ReportNote extends ReportNoteSchema.class {}
ReportNoteSchema.setClass(ReportNote);
