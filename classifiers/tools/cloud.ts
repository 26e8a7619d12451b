/** Cloud and deployment clients. All of them reach other machines; what they change there is judged by checks. */
import type { Field } from '../analysis.ts';
import { optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** Addresses of stored objects, and rclone's `remote:path`. */
function isStored(field: Field): boolean {
  const text = field.text ?? field.prefix;
  return /^(?:s3|gs|az|abfss?|oss|cos|b2|r2|https?):\/\//i.test(text) || text === '-';
}

/** The last operand is the target; what lies here is sent or written. */
function transfer(fields: readonly Field[], actions: ToolActions, stored: (field: Field) => boolean = isStored): void {
  const target = fields.at(-1);
  if (target === undefined || fields.length < 2) return;
  for (const field of fields.slice(0, -1))
    if (!stored(field)) actions.read(field, { recursive: true, uploaded: stored(target) });
  if (!stored(target)) actions.write(target, { recursive: true });
}

const COPIES = /^(?:cp|mv|sync|rsync|copy|move|copyto|moveto|mirror|upload|put|upload-batch|get|download)$/;

/** `aws s3 cp a s3://b`, `gsutil cp`, `gcloud storage cp`, `rclone copy a remote:b`, `mc cp`. */
const storage: Special = (invocation, actions) => {
  const fields = invocation.operands.map((operand) => operand.field);
  const at = fields.findIndex((field) => COPIES.test(field.text ?? ''));
  if (at < 0 || at > 2) return;
  const tool = invocation.tool ?? '';
  const stored =
    tool === 'rclone'
      ? (field: Field) => isStored(field) || /^:?[\w.-]+:/.test(field.text ?? field.prefix)
      : tool === 'mc'
        ? (field: Field) => isStored(field) || /^[\w-]+\/\w/.test(field.text ?? '')
        : isStored;
  transfer(fields.slice(at + 1), actions, stored);
};

/** Options that name a local file to send, in the clients of object stores and functions. */
const files: Special = (invocation, actions) => {
  for (const option of invocation.options) {
    const text = option.value?.text ?? '';
    const path = /^(?:fileb?|@):?(?:\/\/)?(.+)$/.exec(text)?.[1];
    if (option.value !== null && /^fileb?:\/\//.test(text) && path !== undefined)
      actions.read(actions.literal(path, option.value), { uploaded: true });
  }
};

const aws: Special = (invocation, actions, command) => {
  files(invocation, actions, command);
  const [service, verb] = invocation.operands.map((operand) => operand.field.text ?? '');
  const body = optionValue(invocation, '--body', '--zip-file');
  if (body !== null && !/^fileb?:/.test(body.text ?? '')) actions.read(body, { uploaded: true });
  if (service === 's3') return storage({ ...invocation, operands: invocation.operands.slice(1) }, actions, command);
  const target = invocation.operands.at(-1)?.field;
  if (service === 's3api' && verb === 'get-object' && target !== undefined && invocation.operands.length > 2)
    actions.write(target);
};

export const cloudTools = [
  tool('aws', {
    examples: [
      { command: 'aws s3 cp a.txt s3://b/a.txt', reads: ['a.txt'] },
      { command: 'aws s3 sync s3://b out', writes: ['out'], reads: [] },
      { command: 'aws s3api put-object --bucket b --key k --body a.txt', reads: ['a.txt'] },
    ],
    options:
      '--profile=data --region=data --output=data --query=data --endpoint-url=url --recursive --force --dryrun --dry-run --acl=data --exclude=data --include=data --delete --no-cli-pager --no-verify-ssl --no-sign-request --bucket=data --key=data --body=data --zip-file=data --function-name=data --payload=data --cli-input-json=data --cli-binary-format=data --stack-name=data --template-file=data --template-body=data --parameters=data --capabilities=data --instance-ids=data --name=data --value=data --type=data --debug --version --help --secret-id=data --secret-string=data --key-id=data --user-name=data --policy-arn=data --policy-document=data --role-name=data --cluster=data --service=data --filters=data --max-items=data --page-size=data --no-paginate --quiet --only-show-errors',
    style: 'plain',
    special: aws,
  }),
  tool('az', {
    options:
      '-g,--resource-group=data -n,--name=data -o,--output=data --query=data --subscription=data -f,--file=upload -c,--container-name=data --account-name=data --account-key=data --source=data -s=data -d,--destination=data -l,--location=data --src=upload --yes,-y --no-wait --parameters=data --template-file=read --sku=data --image=data --settings=data --only-show-errors --debug --help,-h --version --src-path=upload --vault-name=data --id=data --ids=data --assignee=data --role=data --scope=data --scripts=data --command-id=data -p=data -u=data',
    style: 'plain',
    special: files,
  }),
  tool('gsutil gcloud rclone s3cmd mc azcopy s5cmd bq', {
    examples: [
      { command: 'gcloud storage cp a gs://b/', reads: ['a'] },
      { command: 'rclone copy a r:b', reads: ['a'] },
      { command: 'azcopy copy src https://x.example/c --recursive', reads: ['src'] },
      { command: 's3cmd get s3://b/a out', writes: ['out'] },
    ],
    options:
      '-q,--quiet -y,--yes --force --project=data --prod --token=data -m -r,-R,--recursive --config=settings --region=data --zone=data --format=data --filter=data --name=data -o=data -h -n --all --dry-run --version --source=upload --command=data --member=data --role=data --image=data --platform=data --allow-unauthenticated --data-file=upload --source-file=upload -P --progress -v --verbose --transfers=data --include=data --exclude=data --delete-excluded --max-age=data',
    style: 'plain',
    special: storage,
  }),
  tool(
    'doctl heroku flyctl fly vercel netlify wrangler railway supabase firebase render eb sam cdk serverless sls sst amplify azd linode-cli hcloud scw ibmcloud oci copilot surge dokku eas expo stripe pscale neonctl turso convex sentry-cli',
    {
      options:
        '-q,--quiet -y,--yes --force --project=data --prod --token=data --config=read --region=data --stage=data --name=data -g=data -a,--app=data -o=data --zone=data --all --dry-run --env=data --message=data -m=data -t=data --help --version --cwd=cwd --dir=upload',
      style: 'plain',
    },
  ),
  tool('twine', {
    options:
      '-r,--repository=data -u=data -p=data --repository-url=url --skip-existing --sign --config-file=settings --verbose --non-interactive',
    operands: 'data upload*',
  }),
  tool('flit vsce ovsx semantic-release release-it np standard-version goreleaser changeset changesets', {
    options:
      '-r=data -u=data -p=data --repository=data --repository-url=url --token=data --dry-run --snapshot --clean --skip=data --config=read --skip-publish -d --ci --no-ci',
    style: 'plain',
  }),
].flat();
