/** `.cordon/release.yaml`: the publisher's own file, read with the same care as a policy and obeyed. */
import { type ReleaseChoices, ReleaseFile } from '../contract/index.ts';
import { parseYaml, type YamlFile } from './load.ts';
import { type Problem, problemsError } from './problem.ts';
import { readNamed } from './read-files.ts';
import { schemaProblems } from './validate.ts';

/** Throws CordonError `policy-unreadable`, `policy-syntax`, `policy-invalid` with file:line:column of each problem. */
export async function loadReleaseFile(file: string): Promise<ReleaseChoices> {
  const { text } = await readNamed(file);
  const checked = checkReleaseText(text, file);
  if (Array.isArray(checked)) throw problemsError(checked as readonly Problem[]);
  return checked as ReleaseChoices;
}

export function checkReleaseText(text: string, file: string): ReleaseChoices | readonly Problem[] {
  const yaml = parseYaml(text, file);
  if (!('value' in yaml)) return yaml;
  const inSchema = schemaProblems(yaml, file, 'release.schema.json');
  if (inSchema.length > 0) return inSchema;
  const { apiVersion: _, ...choices } = ReleaseFile.parse(yaml.value);
  const problems = [
    ...repeatedRules(choices, yaml, file),
    ...impossibleDays(choices, yaml, file),
    ...emptyRules(choices, yaml, file),
  ];
  return problems.length > 0 ? problems : choices;
}

function problemAt(yaml: YamlFile, file: string, path: (string | number)[], message: string, hint: string): Problem {
  return { file, ...yaml.positionOf(path), code: 'policy-invalid', message, hint };
}

function repeatedRules({ rules }: ReleaseChoices, yaml: YamlFile, file: string): Problem[] {
  return rules.flatMap(({ id }, index) =>
    rules.findIndex((other) => other.id === id) === index
      ? []
      : [problemAt(yaml, file, ['rules', index, 'id'], `the rule ${id} stands here twice`, 'give it another id')],
  );
}

/** A rule with neither paths nor texts would be about every file. */
function emptyRules({ rules }: ReleaseChoices, yaml: YamlFile, file: string): Problem[] {
  return rules.flatMap((rule, index) =>
    rule.path !== undefined || rule.text !== undefined
      ? []
      : [
          problemAt(
            yaml,
            file,
            ['rules', index],
            `the rule ${rule.id} says neither path nor text`,
            'add "path:" or "text:"',
          ),
        ],
  );
}

/** The 31st of February would be read as a day in March. */
function impossibleDays({ suppress }: ReleaseChoices, yaml: YamlFile, file: string): Problem[] {
  return suppress.flatMap(({ expires }, index) => {
    const day = new Date(`${expires}T00:00:00Z`);
    const real = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(expires);
    return real
      ? []
      : [
          problemAt(
            yaml,
            file,
            ['suppress', index, 'expires'],
            `there is no day ${expires}`,
            'write a day such as 2027-01-31',
          ),
        ];
  });
}
