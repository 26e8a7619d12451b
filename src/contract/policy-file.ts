/**
 * The format of policy files, `cordon.policy/v1`. `policies/schema.json` is generated from here, and that file is what
 * documents are validated against. Objects are strict at every depth: a misspelt key never loosens a rule.
 */
import { z } from 'zod';
import { CategoryId, Severity } from './assessment.ts';
import { SandboxTier } from './decision.ts';
import { modes } from './ports.ts';
import { toolNames } from './tools.ts';

export const POLICY_API_VERSION = 'cordon.policy/v1';

const Id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  .meta({ id: 'Id', description: 'letters, digits, ".", "_" and "-", at most 64' });
const Text = z.string().min(1).max(400).meta({ id: 'Sentence', description: 'a sentence of at most 400 characters' });
const Instant = z
  .string()
  .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?Z$/)
  .meta({ id: 'Instant', description: 'a moment in UTC such as 2026-11-01T00:00:00Z' });
const Duration = z
  .string()
  .regex(/^[1-9][0-9]{0,8}(ms|s|m|h|d)$/)
  .meta({ id: 'Duration', description: 'a duration such as 10m (units: ms, s, m, h, d)' });
const Size = z
  .string()
  .regex(/^[1-9][0-9]{0,8}(B|KiB|MiB|GiB)$/)
  .meta({ id: 'Size', description: 'a size such as 5MiB (units: B, KiB, MiB, GiB)' });
const Item = z.string().min(1).max(1024).meta({ id: 'Item', description: 'a text of 1 to 1024 characters' });
const Items = z.array(Item).min(1).max(1000).meta({ id: 'Items', description: 'a list with at least one text' });
const Digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/)
  .meta({ id: 'Digest', description: 'sha256: and 64 hex digits' });

export const PolicyEffect = z.enum(['allow', 'ask', 'deny']);
export type PolicyEffect = z.infer<typeof PolicyEffect>;

export const policyLayers = ['managed', 'user', 'project'] as const;
export const PolicyLayer = z.enum(policyLayers);
export type PolicyLayer = z.infer<typeof PolicyLayer>;

/** Words after the program. All members that are present must hold. */
export const PolicyArgs = z
  .strictObject({
    sub: Items.optional().describe('one of these is the subcommand; "run lint" takes two words'),
    has: Items.optional().describe('all of these words occur'),
    anyFlag: Items.optional().describe('at least one of these flags occurs'),
    denyFlags: Items.optional().describe('none of these flags occurs'),
  })
  .meta({ id: 'Args' });
export type PolicyArgs = z.infer<typeof PolicyArgs>;

export const PolicyWhen = z
  .strictObject({
    users: Items.optional().describe('login names'),
    repos: Items.optional().describe('repositories such as git.example/group/name'),
    modes: z.array(z.enum(modes)).min(1).optional(),
    riskMax: Severity.optional().describe('holds while no finding is worse than this'),
  })
  .meta({ id: 'When' });
export type PolicyWhen = z.infer<typeof PolicyWhen>;

const PolicyLimits = z
  .strictObject({
    bytes: Size.optional(),
    wall: Duration.optional(),
    memory: Size.optional(),
  })
  .meta({ id: 'Limits' });

export const PolicyObligations = z
  .strictObject({
    sandbox: SandboxTier.optional(),
    limits: PolicyLimits.optional(),
    rate: z.strictObject({ calls: z.int().min(1), per: Duration }).optional(),
    approval: z
      .strictObject({
        by: Items,
        count: z.int().min(1).optional(),
        reviewer: z.literal('human').optional(),
        bind: z.literal('exact').optional(),
        ttl: Duration.optional(),
      })
      .optional(),
    redact: Items.optional(),
    log: z.enum(['digest', 'full']).optional(),
  })
  .meta({ id: 'Obligations' });
export type PolicyObligations = z.infer<typeof PolicyObligations>;

/** What a rule looks at, by the kind of action; delegations share it. */
const matchers = {
  exec: {
    program: z.union([Item, Items]).describe('a program, a list of programs, or "*"'),
    args: PolicyArgs.optional(),
    opaque: z.boolean().optional().describe('also grants words that are known only at run time'),
  },
  read: { paths: Items, exclude: Items.optional() },
  write: { paths: Items, exclude: Items.optional() },
  net: {
    hosts: Items,
    ports: z
      .union([z.literal('any'), z.array(z.int().min(1).max(65535)).min(1)])
      .optional()
      .describe('a list of ports, or any; an allow without it is for 443'),
  },
  env: { names: Items },
  mcp: {
    server: z.strictObject({ name: Item, identity: Item.optional() }),
    tools: Items,
    pin: Digest.optional(),
  },
  tool: { names: z.array(z.enum(toolNames as [string, ...string[]])).min(1) },
};

const Examples = z.strictObject({ match: Items.optional(), miss: Items.optional() }).meta({ id: 'Examples' });

const ruleFields = {
  id: Id,
  reason: Text.optional(),
  suggestion: Text.optional(),
  quiet: z.boolean().optional().describe('the agent is not told the reason'),
  when: PolicyWhen.optional(),
  until: Instant.optional(),
  obligations: PolicyObligations.optional(),
  tests: Examples.optional(),
};

const grantable = { ...ruleFields, effect: PolicyEffect };

export const PolicyRule = z.discriminatedUnion('on', [
  z.strictObject({ ...grantable, on: z.literal('exec'), ...matchers.exec }),
  z.strictObject({ ...grantable, on: z.literal('read'), ...matchers.read }),
  z.strictObject({ ...grantable, on: z.literal('write'), ...matchers.write }),
  z.strictObject({ ...grantable, on: z.literal('net'), ...matchers.net }),
  z.strictObject({ ...grantable, on: z.literal('env'), ...matchers.env }),
  z.strictObject({ ...grantable, on: z.literal('mcp'), ...matchers.mcp }),
  z.strictObject({ ...grantable, on: z.literal('tool'), ...matchers.tool }),
  z.strictObject({
    ...ruleFields,
    effect: z.enum(['ask', 'deny']).describe('ask or deny: a rule on risk can only tighten'),
    on: z.literal('risk'),
    categories: z.array(CategoryId).min(1).optional(),
    minSeverity: Severity.optional(),
  }),
]);
export type PolicyRule = z.infer<typeof PolicyRule>;

const delegationFields = {
  id: Id,
  to: z.array(z.enum(['user', 'project'])).min(1),
  effects: z.array(z.enum(['allow', 'ask'])).min(1),
  when: PolicyWhen.optional(),
  until: Instant.optional(),
  cap: z
    .strictObject({
      sandbox: SandboxTier.optional(),
      net: z.literal('none').optional(),
      limits: PolicyLimits.optional(),
    })
    .optional(),
};

/** The only way in which a lower layer may widen. */
export const PolicyDelegation = z.discriminatedUnion('on', [
  z.strictObject({ ...delegationFields, on: z.literal('exec'), ...matchers.exec }),
  z.strictObject({ ...delegationFields, on: z.literal('read'), ...matchers.read }),
  z.strictObject({ ...delegationFields, on: z.literal('write'), ...matchers.write }),
  z.strictObject({ ...delegationFields, on: z.literal('net'), ...matchers.net }),
  z.strictObject({ ...delegationFields, on: z.literal('env'), ...matchers.env }),
  z.strictObject({ ...delegationFields, on: z.literal('mcp'), ...matchers.mcp }),
  z.strictObject({ ...delegationFields, on: z.literal('tool'), ...matchers.tool }),
]);
export type PolicyDelegation = z.infer<typeof PolicyDelegation>;

/** Suspends one named deny of its own layer, narrowly, for a while. */
export const PolicyException = z.strictObject({
  id: Id,
  suspends: Id,
  narrow: z
    .strictObject({
      repo: Item.optional(),
      program: Item.optional(),
      args: PolicyArgs.optional(),
      paths: Items.optional(),
      hosts: Items.optional(),
      names: Items.optional(),
    })
    .meta({ minProperties: 1 }),
  until: Instant,
  approvedBy: Items,
  ticket: Item.optional(),
  reason: Text.optional(),
});
export type PolicyException = z.infer<typeof PolicyException>;

/** One action as tests and `explain --action` write it; exactly one member. */
export const PolicyAction = z
  .strictObject({
    exec: Item.optional().describe('a command'),
    read: Item.optional().describe('a path'),
    write: Item.optional().describe('a path'),
    net: Item.optional().describe('host or host:port'),
    env: Item.optional().describe('the name of a variable'),
    mcp: z.strictObject({ server: Item, tool: Item, identity: Item.optional(), pin: Digest.optional() }).optional(),
    tool: Item.optional().describe('the name of a tool'),
  })
  .meta({ minProperties: 1, maxProperties: 1 });
export type PolicyAction = z.infer<typeof PolicyAction>;

export const PolicyTest = z.strictObject({
  call: PolicyAction,
  expect: PolicyEffect,
  rule: z.union([Id, z.literal('default')]).optional(),
  mode: z.enum(modes).optional(),
});
export type PolicyTest = z.infer<typeof PolicyTest>;

export const PolicyFile = z.strictObject({
  apiVersion: z.literal(POLICY_API_VERSION),
  metadata: z.strictObject({
    id: Id,
    layer: PolicyLayer,
    serial: z.int().min(0).optional(),
    issued: Instant.optional(),
    expires: Instant.optional(),
    owner: Item.optional(),
    description: Text.optional(),
  }),
  defaults: z
    .strictObject({ unmatched: z.enum(['deny', 'ask']), headlessAsk: z.literal('deny').optional() })
    .optional(),
  sets: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/), Items).optional(),
  rules: z.array(PolicyRule).max(5000).optional(),
  delegate: z.array(PolicyDelegation).max(1000).optional(),
  exceptions: z.array(PolicyException).max(1000).optional(),
  limits: z
    .strictObject({
      session: z.strictObject({ calls: z.int().min(1).optional(), wall: Duration.optional(), egress: Size.optional() }),
    })
    .optional(),
  tests: z.array(PolicyTest).max(5000).optional(),
});
export type PolicyFile = z.infer<typeof PolicyFile>;

/** What only some layers and effects may carry; the conditions stand in the schema so that editors show them too. */
const lowerLayerForm = {
  if: {
    type: 'object',
    required: ['metadata'],
    properties: {
      metadata: { type: 'object', required: ['layer'], properties: { layer: { enum: ['user', 'project'] } } },
    },
  },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { type: 'object', properties: { delegate: false, exceptions: false, defaults: false, limits: false } },
};
const tighteningRuleForm = {
  if: { type: 'object', required: ['effect'], properties: { effect: { const: 'deny' } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { type: 'object', properties: { until: false, obligations: false } },
  else: {
    if: { type: 'object', required: ['effect'], properties: { effect: { const: 'ask' } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { type: 'object', properties: { until: false } },
  },
};

const tagged = {
  type: 'object',
  required: ['on'],
  properties: { on: { type: 'string' } },
  discriminator: { propertyName: 'on' },
};

/** JSON Schema 2020-12 of a policy file: the content of `policies/schema.json`. */
export function policyJsonSchema(): object {
  const schema = z.toJSONSchema(PolicyFile, {
    io: 'input',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === PolicyRule) Object.assign(jsonSchema, tagged, { allOf: [tighteningRuleForm] });
      if (zodSchema === PolicyDelegation) Object.assign(jsonSchema, tagged);
      if (zodSchema === PolicyFile) Object.assign(jsonSchema, { allOf: [lowerLayerForm] });
    },
  });
  return { title: 'cordon policy file', ...schema };
}
