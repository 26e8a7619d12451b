/** Data against a schema of `policies/`; the schema's complaints in words, with the key that was probably meant. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { type JsonValue, nearest } from '../contract/index.ts';
import type { DataPath, YamlFile } from './load.ts';
import type { Problem } from './problem.ts';
import type { SchemaName } from './schema-text.ts';

type Schema = { readonly [key: string]: unknown };

const compiled = new Map<SchemaName, ValidateFunction>();

/** Compiling costs more than all else of a start, so generated code is neither inlined nor polished. */
function validator(name: SchemaName): ValidateFunction {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  // Loaded when a file is to be checked: a start on a shipped preset needs neither ajv nor the compiled schema.
  const { Ajv2020: Validator } = createRequire(import.meta.url)('ajv/dist/2020.js') as { Ajv2020: typeof Ajv2020 };
  const schema = JSON.parse(readFileSync(new URL(`../../policies/${name}`, import.meta.url), 'utf8')) as Schema;
  const cheap = { inlineRefs: false, code: { optimize: false } };
  const ajv = new Validator({
    allErrors: true,
    strict: true,
    discriminator: true,
    verbose: true,
    allowUnionTypes: true,
    ...cheap,
  });
  const validate = ajv.compile(schema);
  compiled.set(name, validate);
  return validate;
}

/** An empty list: the data is what the schema describes. */
export function schemaProblems(yaml: YamlFile, file: string, name: SchemaName = 'schema.json'): Problem[] {
  const validate = validator(name);
  if (validate(yaml.value)) return [];
  const problems = (validate.errors ?? []).flatMap((error) => problemOf(error, yaml, file));
  return [
    ...new Map(problems.map((problem) => [`${problem.line}:${problem.column}:${problem.message}`, problem])).values(),
  ];
}

/** What a keyword of JSON Schema says, in words; null where another complaint says it better. */
interface Complaint {
  readonly message: string;
  readonly hint: string;
  /** The key at fault below the object, where it is the key. */
  readonly key?: string;
}

function problemOf(error: ErrorObject, yaml: YamlFile, file: string): Problem[] {
  const path = pathOf(error.instancePath, yaml.value);
  const complaint = complaintOf(error, path);
  if (complaint === null) return [];
  const { key, message, hint } = complaint;
  const position = key === undefined ? yaml.positionOf(path) : yaml.positionOf([...path, key], 'key');
  return [{ file, ...position, code: 'policy-invalid', message, hint }];
}

function complaintOf(error: ErrorObject, path: DataPath): Complaint | null {
  const name = nameOf(path);
  const description = descriptionOf(error.parentSchema);
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownKey(String(error.params.additionalProperty), error.parentSchema, name);
    case 'required':
      return missingKey(String(error.params.missingProperty), error.data, error.parentSchema, name);
    case 'enum':
      return wrongValue(error.data, (error.params.allowedValues ?? []) as unknown[], name, description);
    case 'const':
      return wrongValue(error.data, [error.params.allowedValue], name, description);
    case 'discriminator':
      return wrongTag(error);
    case 'type':
      return {
        message: `${name} is ${kindOf(error.data)}`,
        hint: `write ${typeInWords(String(error.params.type), description)}`,
      };
    case 'false schema':
      return misplaced(path);
    case 'minProperties':
      return { message: `${name} is empty`, hint: `write one of ${keysOf(error.parentSchema).join(', ')}` };
    case 'maxProperties':
      return {
        message: `${name} has more than one member`,
        hint: 'keep one and write the others as entries of their own',
      };
    case 'propertyNames':
      return {
        message: `${name} has the name ${quote(error.params.propertyName)}`,
        hint: 'use small letters, digits and "-"',
      };
    case 'if':
    case 'anyOf':
    case 'oneOf':
      return error.keyword === 'anyOf'
        ? { message: `${name} has the wrong form`, hint: `write ${description ?? 'another form'}` }
        : null;
    default:
      return {
        message: `${name} ${error.message ?? 'is wrong'}: ${quote(error.data)}`,
        hint: `write ${description ?? 'a value that fits'}`,
      };
  }
}

function unknownKey(key: string, schema: unknown, name: string): Complaint {
  const keys = keysOf(schema);
  const meant = nearest(key, keys);
  return {
    key,
    message: `unknown key "${key}" in ${name}`,
    hint: meant === null ? `keys here: ${keys.join(', ')}` : `did you mean "${meant}"?`,
  };
}

/** A missing key is often there under a misspelt name; then that name is the place to look at. */
function missingKey(key: string, data: unknown, schema: unknown, name: string): Complaint {
  const keys = keysOf(schema);
  const strange = isObject(data) ? Object.keys(data).filter((other) => !keys.includes(other)) : [];
  const misspelt = nearest(key, strange);
  const message = `${name} has no "${key}"`;
  return misspelt === null
    ? { message, hint: `add "${key}:"` }
    : { key: misspelt, message, hint: `write "${key}" for "${misspelt}"` };
}

function wrongValue(data: unknown, allowed: readonly unknown[], name: string, description: string | null): Complaint {
  const meant = typeof data === 'string' ? nearest(data, allowed.map(String)) : null;
  const list = allowed.map(String).join(', ');
  const hint =
    meant === null
      ? `write ${description ?? (allowed.length === 1 ? list : `one of ${list}`)}`
      : `did you mean "${meant}"?`;
  return { message: `${name} is ${quote(data)}`, hint };
}

function wrongTag(error: ErrorObject): Complaint | null {
  if (error.params.error !== 'mapping') return null;
  const branches = (isObject(error.parentSchema) ? error.parentSchema.oneOf : []) as Schema[];
  const tags = branches.map(
    (branch) => (branch.properties as { on?: { const?: string } } | undefined)?.on?.const ?? '',
  );
  const value = error.params.tagValue;
  const meant = nearest(String(value), tags);
  return {
    key: 'on',
    message: `on is ${quote(value)}`,
    hint: meant === null ? `write one of ${tags.join(', ')}` : `did you mean "${meant}"?`,
  };
}

/** Keys that the schema knows but refuses in this layer or with this effect. */
function misplaced(path: DataPath): Complaint {
  const key = String(path.at(-1));
  const isTop = path.length === 1;
  const message = isTop ? `"${key}" in a file of a lower layer` : `"${key}" on a rule of this effect`;
  const why: Readonly<Record<string, string>> = {
    until: 'remove it: a deny or ask that lapses would widen by itself; only an allow may end',
    obligations: 'remove it: a deny has nothing to oblige',
  };
  return {
    message,
    hint: isTop
      ? 'remove it: only a managed file may have it; lower layers have sets, rules and tests'
      : (why[key] ?? 'remove it'),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keysOf(schema: unknown): string[] {
  if (!isObject(schema)) return [];
  return isObject(schema.properties) ? Object.keys(schema.properties) : [];
}

function descriptionOf(schema: unknown): string | null {
  return isObject(schema) && typeof schema.description === 'string' ? schema.description : null;
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a map' : `${quote(value)}`;
}

const typeWords: Readonly<Record<string, string>> = {
  object: 'a map',
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  string: 'a text',
};

/** The description says it better for texts and lists only. */
function typeInWords(type: string, description: string | null): string {
  const plain = typeWords[type] ?? type;
  return type === 'string' || type === 'array' ? (description ?? plain) : plain;
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

function nameOf(path: DataPath): string {
  return path.length === 0
    ? 'the file'
    : path
        .map((step) => (typeof step === 'number' ? `[${step}]` : step))
        .join('.')
        .replaceAll('.[', '[');
}

/** A JSON pointer as steps; numbers where the data has a list. */
function pathOf(pointer: string, data: JsonValue): (string | number)[] {
  const path: (string | number)[] = [];
  let value: unknown = data;
  for (const raw of pointer.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(step) : step);
    value = Array.isArray(value) ? value[Number(step)] : isObject(value) ? value[step] : undefined;
  }
  return path;
}
