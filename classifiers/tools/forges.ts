/** Clients of forges: GitHub, GitLab, Gitea. Issues, gists and releases carry text and files away. */
import type { Field } from '../analysis.ts';
import { tail } from './argv.ts';
import { hasOption, type Invocation } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** `-F name=@file` and `--input file` of `gh api`. */
function apiUploads(invocation: Invocation, actions: ToolActions): void {
  for (const { name, value } of invocation.options) {
    const text = value?.text ?? '';
    if (value === null) continue;
    if ((name === '--field' || name === '--raw-field') && /=@/.test(text) && !/=@-$/.test(text))
      actions.read(tail(value, text.indexOf('=@') + 2), { uploaded: true });
    if (name === '--input' && text !== '-') actions.read(value, { uploaded: true });
  }
}

/** Operands that are files: `gist create a b`, `release upload v1 a b`, `release create v1 a`. */
const uploads: Special = (invocation, actions) => {
  const [area, verb, ...rest] = invocation.operands.map((operand) => operand.field);
  if (area?.text === 'api') apiUploads(invocation, actions);
  for (const field of uploadedFiles(area?.text ?? '', verb?.text ?? '', rest))
    if (field.text !== '-') actions.read(field, { uploaded: true });
  if (area?.text === 'release' && verb?.text === 'download' && !hasOption(invocation, '--dir', '--output'))
    actions.write(actions.literal('.', verb), { recursive: true });
  if (area?.text === 'repo' && verb?.text === 'clone') {
    const [name, target] = rest;
    const made =
      target ??
      (name?.text == null
        ? undefined
        : actions.literal(
            name.text
              .replace(/\/+$/, '')
              .replace(/^.*\//, '')
              .replace(/\.git$/, ''),
            name,
          ));
    if (made !== undefined) actions.write(made);
  }
  if (area?.text === 'codespace' && verb?.text === 'ssh' && rest.length > 0) actions.open(rest, { remote: true });
};

function uploadedFiles(area: string, verb: string, rest: readonly Field[]): readonly Field[] {
  if (area === 'gist' || area === 'snippet') return verb === 'create' ? rest : [];
  if (area === 'release') return verb === 'upload' || verb === 'create' ? rest.slice(1) : [];
  return [];
}

export const forgeTools = [
  tool('gh glab hub tea', {
    examples: [
      { command: 'gh gist create a b', reads: ['a', 'b'] },
      { command: 'gh release upload v1 a.tgz', reads: ['a.tgz'] },
      { command: 'gh issue comment 1 --body-file a.md', reads: ['a.md'] },
      { command: "gh api gists -F 'files[a][content]=@a'", reads: ['a'] },
      { command: 'gh pr view 42 --comments', reads: [], writes: [] },
    ],
    options:
      '-R,--repo=data -t,--title=data -b,--body=data --body-file=upload --notes-file=upload --notes=data -X,--method=data -H,--header=data -F,--field=data -f,--raw-field=data --input=data -q,--jq=data --json=data -L,--limit=data -s,--state=data -w,--web -y,--yes -d,--desc,--description=data -p,--pattern=data -P,--public -B,--base=data --head=data -a,--assignee=data -l,--label=data -m,--milestone=data -r,--reviewer=data --project=data --squash --merge --rebase --admin --auto --delete-branch --confirm -T,--template=data --paginate --hostname=host --cache=data -i,--include --silent --comments -D,--dir=write -O,--output=write -A,--archive=data --clobber --skip-existing -n,--name=data --log --log-failed --exit-status -v,--verbose -e,--env=data --ref=data --draft --fill --fill-first -c,--clone --private --source=read --visibility=data --target=data --latest --prerelease --generate-notes --show-token --scopes=data --with-token --key=data --sort=data --order=data --author=data --created=data --search=data',
    style: 'plain',
    special: uploads,
  }),
].flat();
