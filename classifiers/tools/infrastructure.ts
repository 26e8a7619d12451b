/** Infrastructure as code and clusters: terraform, pulumi, ansible, kubectl, helm. What runs over there is not local. */
import type { Field } from '../analysis.ts';
import { parseRemotePath } from './hosts.ts';
import { hasOption, optionValue } from './invocation.ts';
import { type Special, tool } from './model.ts';

const kubectlExec: Special = (_invocation, actions, command) => {
  const dashes = command.args.findIndex((field: Field) => field.text === '--');
  if (dashes >= 0) actions.open(command.args.slice(dashes + 1), { remote: true });
};

/** `kubectl cp local pod:path`: one side is local. */
const kubectlCopy: Special = (invocation, actions) => {
  const [from, to] = invocation.operands.map((operand) => operand.field);
  if (from === undefined || to === undefined) return;
  const inside = (field: Field): boolean => /^[\w./-]+:/.test(field.text ?? field.prefix);
  if (inside(to) && !inside(from)) actions.read(from, { recursive: true, uploaded: true });
  if (inside(from) && !inside(to)) actions.write(to, { recursive: true });
};

/** `-f` names manifests: files, folders or addresses. */
const manifests: Special = (invocation, actions) => {
  for (const option of invocation.options) {
    if (option.name !== '--filename' || option.value === null || option.value.text === '-') continue;
    const remote = /^https?:/.test(option.value.text ?? '') ? parseRemotePath(option.value) : null;
    if (remote !== null) actions.contact(remote.host, remote.port, option.value);
    else actions.read(option.value, { recursive: true });
  }
  const kustomize = optionValue(invocation, '--kustomize');
  if (kustomize !== null) actions.read(kustomize, { recursive: true });
};

/** `terraform -chdir=d`; `fmt` writes, the others read the folder. */
const terraform: Special = (invocation, actions, command) => {
  const [verb, ...rest] = invocation.operands.map((operand) => operand.field);
  const checks =
    hasOption(invocation, '-check') ||
    invocation.options.some((option) => option.name === '-write' && option.value?.text === 'false');
  const targets = rest.length > 0 ? rest : [actions.literal('.', command.program)];
  if (verb?.text === 'fmt')
    for (const field of targets) {
      actions.read(field, { recursive: true });
      if (!checks) actions.write(field, { recursive: true });
    }
  if (verb?.text === 'console' && (command.stdin.length > 0 || command.redirects.length > 0))
    actions.signal('mini-language', verb, 'terraform evaluates its input, which can read files');
  if (verb?.text === 'validate' || verb?.text === 'graph')
    actions.read(actions.literal('.', command.program), { recursive: true });
  if ((verb?.text === 'apply' || verb?.text === 'show') && rest[0] !== undefined) actions.read(rest[0]);
};

/** `-m shell -a code` runs on other machines, or on this one. */
const ansible: Special = (invocation, actions) => {
  const module = optionValue(invocation, '--module-name')?.text ?? 'command';
  const code = optionValue(invocation, '--args');
  const [target] = invocation.operands;
  const local = target?.field.text === 'localhost' || optionValue(invocation, '--connection')?.text === 'local';
  if (code === null || !/(?:^|\.)(?:shell|command|raw|script)$/.test(module)) return;
  if (local) actions.shell(code);
};

const playbook: Special = (invocation, actions) => {
  for (const { field } of invocation.operands) actions.read(field);
};

/** `helm template name folder`: folders of charts are read; names with a slash may be a repository's. */
const helm: Special = (invocation, actions) => {
  const [verb, ...rest] = invocation.operands.map((operand) => operand.field);
  for (const field of rest) {
    const text = field.text ?? '';
    const chart = /^\.{0,2}\/|^charts?(?:\/|$)|\.tgz$|^(?:deploy|k8s|helm)\//.test(text) || text === '.';
    if (chart && /^(?:template|lint|package|install|upgrade|dependency|show|push)$/.test(verb?.text ?? ''))
      actions.read(field, { recursive: true });
  }
  if (verb?.text === 'create' && rest[0] !== undefined) actions.write(rest[0], { recursive: true });
};

const ANSIBLE =
  '-i,--inventory=read -m,--module-name=data -a,--args=data -e,--extra-vars=data -l,--limit=data -b,--become --become-user=data --become-method=data -u,--user=data -k,--ask-pass -K,--ask-become-pass -v,--verbose -vv -vvv -C,--check -D,--diff -t,--tags=data --skip-tags=data --start-at-task=data --step --syntax-check --list-hosts --list-tasks --list-tags --vault-password-file=hook --vault-id=data -c,--connection=data -f,--forks=data -M,--module-path=plugin --playbook-dir=read --private-key,--key-file=read --ssh-common-args=data --ssh-extra-args=data -T,--timeout=data --flush-cache --force-handlers -o,--one-line --version';

export const infrastructureTools = [
  tool('terraform tofu terragrunt', {
    examples: [
      { command: 'terraform fmt -check -recursive', reads: ['.'], writes: [] },
      { command: 'terraform fmt main.tf', reads: ['main.tf'], writes: ['main.tf'] },
      { command: 'terraform -chdir=envs/dev validate -no-color', reads: ['envs/dev'] },
      { command: 'terraform plan -out tf.plan', writes: ['tf.plan'] },
    ],
    options:
      '-auto-approve -var=data -var-file=read -target=data -out=write -input=data -destroy -lock=data -lock-timeout=data -state=edit -state-out=write -backup=write -backend=data -backend-config=data -chdir=cwd -json -no-color -refresh=data -refresh-only -replace=data -upgrade -reconfigure -migrate-state -force-copy -force -recursive -check -diff -write=data -list=data -parallelism=data -plugin-dir=read -get=data -detailed-exitcode -compact-warnings -type=data -draw-cycles -plan=read -test-directory=read -filter=data -generate-config-out=write -raw -help -version --terragrunt-working-dir=cwd --terragrunt-non-interactive --non-interactive --all --working-dir=cwd',
    style: 'single',
    special: terraform,
  }),
  tool('pulumi', {
    options:
      '-s,--stack=data -y,--yes -C,--cwd=cwd -f,--skip-preview -d,--diff -m,--message=data -t,--target=data -p,--parallel=data -r,--refresh --json --non-interactive --color=data --policy-pack=read --config-file=read -c,--config=data --save-plan=write --plan=read --logtostderr -v,--verbose=data',
    style: 'plain',
  }),
  tool('ansible', { options: ANSIBLE, special: ansible }),
  tool('ansible-playbook ansible-pull ansible-lint', { options: ANSIBLE, special: playbook }),
  tool('ansible-galaxy ansible-vault ansible-inventory ansible-doc ansible-config', {
    options: `${ANSIBLE} -r=read -p=write --roles-path=write --output=write --encrypt-vault-id=data --list --graph --host=data`,
  }),
  tool('kubectl oc k3s', {
    examples: [
      { command: 'kubectl apply --dry-run=client -f k8s/deployment.yaml', reads: ['k8s/deployment.yaml'] },
      { command: 'kubectl exec p -- cat a', execs: ['kubectl'], reads: [] },
      { command: 'kubectl cp a.txt p:/tmp/a', reads: ['a.txt'] },
      { command: 'kubectl kustomize overlays/dev', reads: ['overlays/dev'] },
    ],
    options:
      '-n,--namespace=data -o,--output=data -f,--filename=data -l,--selector=data --context=data --cluster=data --user=data --kubeconfig=settings -A,--all-namespaces -w,--watch --all --force --prune --grace-period=data --dry-run=?data -k,--kustomize=data -c,--container=data -i,--stdin -t,--tty --tail=data --since=data --as=data --as-group=data -R,--recursive -p,--patch=data --patch-file=read --type=data --replicas=data --image=data --from-file=data --from-literal=data --from-env-file=read -s,--server=url --token=data --insecure-skip-tls-verify --certificate-authority=read --privileged --overrides=data --restart=data --rm --command --env=data --port=data --show-labels --sort-by=data --field-selector=data --no-headers --client --timeout=data --wait=?data --for=data --raw=data --template=data --ignore-not-found --cascade=?data --validate=?data --server-side --field-manager=data --address=data --all-containers --previous --follow --timestamps --record --enable-helm --load-restrictor=data --target=data --profile=data --copy-to=data --node-name=data -v=data',
    style: 'plain',
    special: manifests,
    subcommands: {
      'exec debug run attach': { special: kubectlExec },
      cp: { special: kubectlCopy },
      kustomize: { operands: 'read*', recursive: true },
      diff: {},
      'get describe logs apply delete create edit patch scale rollout top explain version config port-forward drain cordon uncordon taint label annotate expose auth api-resources api-versions cluster-info wait set replace proxy certificate autoscale completion options plugin events':
        {},
    },
  }),
  tool('kustomize', { options: '-o,--output=write --enable-helm --load-restrictor=data', operands: 'data read*' }),
  tool('helm', {
    examples: [
      { command: 'helm template charts/app -f charts/app/dev.yaml', reads: ['charts/app', 'charts/app/dev.yaml'] },
    ],
    options:
      '-n,--namespace=data -f,--values=read --set=data --set-string=data --set-file=data --version=data --dry-run=?data -i,--install --wait --atomic --timeout=data --kubeconfig=settings --kube-context=data --post-renderer=hook --post-renderer-args=data --repo=url --output-dir=write -o,--output=data -d,--destination=write --create-namespace --reuse-values --reset-values --debug --include-crds --skip-crds --skip-tests --is-upgrade --validate --strict --with-subcharts -s,--show-only=data --api-versions=data --kube-version=data -a --release-name --name-template=data -u,--dependency-update --plain-http --insecure-skip-tls-verify --ca-file=read --username=data --password=data --devel --force --no-hooks --history-max=data --quiet',
    style: 'plain',
    special: helm,
  }),
  tool('helmfile', {
    options:
      '-f,--file=read -e,--environment=data -l,--selector=data -n=data -q -b,--helm-binary=exec --allow-no-matching-release -i,--interactive',
    style: 'plain',
  }),
  tool('minikube kind k3d skaffold tilt argocd flux istioctl linkerd werf kubeadm kubectx kubens stern k9s', {
    options:
      '-n=data -f=read -o=data --name=data -p=data --config=read --image=data --path=data --context=data --namespace=data',
    style: 'plain',
  }),
  tool('packer', {
    options:
      '-var=data -var-file=read -only=data -except=data -force -on-error=data -machine-readable -color=data -parallel-builds=data',
    operands: 'data read*',
    style: 'single',
  }),
].flat();
