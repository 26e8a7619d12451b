/** Cloud and deployment clients. All of them reach other machines; their effects on them are judged by checks. */
import { tail } from './argv.ts';
import { type Special, tool } from './model.ts';

const s3: Special = (invocation, actions) => {
  const [verb, ...paths] = invocation.operands.map((operand) => operand.field);
  if (!['cp', 'mv', 'sync', 'rsync'].includes(verb?.text ?? '')) return;
  paths.forEach((field, index) => {
    if (/^(?:s3|gs|az):\/\//.test(field.text ?? field.prefix) || field.text === '-') return;
    if (index === 0) actions.read(field, { recursive: true, uploaded: true });
    else actions.write(field, { recursive: true });
  });
};

const gh: Special = (invocation, actions) => {
  for (const option of invocation.options) {
    const text = option.value?.text ?? '';
    if (option.value !== null && option.name === '-F' && /=@/.test(text))
      actions.read(tail(option.value, text.indexOf('=@') + 2), { uploaded: true });
    if (option.value !== null && option.name === '--input' && text !== '-')
      actions.read(option.value, { uploaded: true });
  }
  const [area, verb, , ...files] = invocation.operands.map((operand) => operand.field);
  if (area?.text === 'gist' && verb?.text === 'create')
    for (const field of invocation.operands.slice(2)) actions.read(field.field, { uploaded: true });
  if (area?.text === 'release' && (verb?.text === 'upload' || verb?.text === 'create'))
    for (const field of files) actions.read(field, { uploaded: true });
};

export const cloudTools = [
  tool('aws', {
    options:
      '--profile=data --region=data --output=data --query=data --endpoint-url=url --recursive --force --dryrun --acl=data --exclude=data --include=data --delete --no-cli-pager --no-verify-ssl',
    operands: 'data*',
    style: 'plain',
    subcommands: { s3: { special: s3 } },
  }),
  tool(
    'gsutil rclone s3cmd az gcloud doctl heroku flyctl fly vercel netlify wrangler railway supabase firebase render eb sam cdk serverless sls amplify azd linode-cli hcloud scw ibmcloud oci',
    {
      options:
        '-q,--quiet -y,--yes --force --project=data --prod --token=data -f=read -m -r --config=read --region=data --stage=data --name=data -g=data -o=data --zone=data --all',
      operands: 'data*',
    },
  ),
  tool('gh glab hub', {
    options:
      '-R,--repo=data -t,--title=data -b,--body=data -F=data --body-file=read -X,--method=data -H=data -f=data --input=data --jq,-q=data --json=data -L=data -s=data --web,-w --yes,-y -d --public -p -B=data --head=data --squash --merge --rebase --admin --delete-branch --confirm --limit=data --state=data --template=data',
    operands: 'data*',
    special: gh,
  }),
  tool('terraform tofu terragrunt pulumi', {
    options:
      '-auto-approve --auto-approve -var=data -var-file=read -target=data -out=write -input=data -destroy -lock=data -state=edit -backend-config=data -chdir=?cwd -json -no-color -y,--yes -s,--stack=data -refresh=data -upgrade -reconfigure -migrate-state -force -recursive -check -diff -write=data -parallelism=data',
    operands: 'data*',
    style: 'single',
  }),
  tool('ansible ansible-playbook', {
    options:
      '-i=read -m=data -a=data -e=data -l=data -b,--become -u=data -k -K -v -C,--check -D --tags=data --vault-password-file=exec -c=data',
    operands: 'data*',
  }),
  tool('twine flit vsce ovsx semantic-release release-it np standard-version goreleaser', {
    options: '-r=data -u=data -p=data --repository=data --repository-url=url --token=data --dry-run --skip-existing -d',
    operands: 'data*',
  }),
].flat();
