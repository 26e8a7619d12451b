export type { LogDisk } from './disk.ts';
export type { AuditListener, AuditLog } from './log.ts';
export { type AuditLogOptions, openAuditLog } from './open.ts';
export { createRedactor, type Redaction, type Redactor, type RedactorOptions } from './redact.ts';
export { listSegments, resolveSegment } from './segments.ts';
export { readEntries, type VerifyOptions, type VerifyReport, type VerifyStatus, verifyLog } from './verify.ts';
