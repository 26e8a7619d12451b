/**
 * The format of `.cordon/release.yaml`, `cordon.release/v1`: what a publisher decided about a package. Unlike the policy of an untrusted
 * repository it is obeyed, since whoever publishes the package wrote it. Objects are strict at every depth.
 */
import { z } from 'zod';

export const RELEASE_API_VERSION = 'cordon.release/v1';

const Sentence = z
  .string()
  .min(1)
  .max(400)
  .meta({ id: 'Sentence', description: 'a sentence of at most 400 characters' });
const Pattern = z
  .string()
  .min(1)
  .max(512)
  .meta({ id: 'Pattern', description: 'a path in the package; * within a name, ** over folders, {a,b} alternatives' });
const RuleId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(64)
  .meta({ id: 'RuleId', description: 'lower-case words joined by "-"' });
const Severity = z.enum(['info', 'warn', 'block']).meta({ id: 'ReleaseSeverity' });
const Day = z
  .string()
  .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/)
  .meta({ id: 'Day', description: 'a day such as 2027-01-31' });

/** closed: any source text blocks. open-source: maps with text may ship. external-only: map files may ship, inline maps may not. */
export const mapChoices = ['closed', 'open-source', 'external-only'] as const;

export const OwnReleaseRule = z
  .strictObject({
    id: RuleId.describe('of your own; the reports name it'),
    severity: Severity.default('block'),
    path: z.array(Pattern).min(1).max(200).optional().describe('files that it is about (default: all)'),
    text: z
      .array(z.string().min(1).max(400))
      .min(1)
      .max(200)
      .optional()
      .describe('texts that must not occur in them; case counts'),
    message: Sentence,
    fix: Sentence,
    examples: z
      .strictObject({
        flagged: z.array(z.strictObject({ path: Pattern, content: z.string().max(4000).default('') })).min(1),
        clean: z.array(z.strictObject({ path: Pattern, content: z.string().max(4000).default('') })).default([]),
      })
      .optional()
      .describe('run whenever the file is loaded'),
  })
  .meta({ id: 'OwnRule' });
export type OwnReleaseRule = z.infer<typeof OwnReleaseRule>;

export const Suppression = z
  .strictObject({
    rule: RuleId,
    path: z.string().min(1).max(1024).describe('the exact path in the package'),
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .describe('the 32 hex digits of the finding in the report; changed content has others, and the finding is back'),
    reason: Sentence,
    expires: Day.describe('the last day on which it holds'),
  })
  .meta({ id: 'Suppression' });
export type Suppression = z.infer<typeof Suppression>;

export const ReleaseFile = z.strictObject({
  apiVersion: z.literal(RELEASE_API_VERSION),
  maps: z.enum(mapChoices).default('closed').describe('whether source text may ship in source maps'),
  agentFiles: z
    .enum(['block', 'allow'])
    .default('block')
    .describe('allow: the package is a skill or a plugin for agents, its agent folders are the product'),
  sources: z
    .enum(['block', 'allow'])
    .default('allow')
    .describe('block: files in a source language (.ts, .tsx, .c and the like) must not ship'),
  registry: z
    .string()
    .regex(/^https?:\/\/[^\s]+$/)
    .optional()
    .describe('the address of the only registry that it may be published to'),
  internalHosts: z
    .array(z.string().min(1).max(253))
    .max(200)
    .default([])
    .describe('host names of yours that no outsider should see; *.corp.example covers all below'),
  severity: z
    .record(RuleId, z.enum(['off', 'info', 'warn', 'block']))
    .default({})
    .describe('another severity for rules by id; secrets and source text cannot be turned off'),
  rules: z.array(OwnReleaseRule).max(200).default([]),
  approvers: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(200),
        key: z
          .string()
          .regex(/^[A-Za-z0-9+/]{43}=$/)
          .describe('the public ed25519 key in base64, as `cordon release-guard approve` prints it'),
      }),
    )
    .max(100)
    .default([])
    .describe('who may approve; with at least one, a publish needs an approval of exactly these bytes by one of them'),
  suppress: z.array(Suppression).max(1000).default([]),
});
export type ReleaseFile = z.infer<typeof ReleaseFile>;

/** The choices without the format's version. */
export type ReleaseChoices = Omit<ReleaseFile, 'apiVersion'>;

export function releaseJsonSchema(): object {
  return { title: 'cordon release file', ...z.toJSONSchema(ReleaseFile, { io: 'input', reused: 'inline' }) };
}
