/** Container engines and clusters: what runs inside is not local, what is mounted is. */
import type { Field } from '../analysis.ts';
import { type Special, tool } from './model.ts';

const mounts: Special = (invocation, actions) => {
  for (const option of invocation.options) {
    if (option.name !== '--volume' && option.name !== '--mount') continue;
    const { value } = option;
    const text = value?.text ?? value?.prefix ?? '';
    const source = option.name === '--volume' ? text.split(':')[0] : /(?:^|,)(?:source|src)=([^,]*)/.exec(text)?.[1];
    if (value !== null && source !== undefined && /^[/.~\0]/.test(source))
      actions.read(actions.literal(source, value), { recursive: true });
  }
};

/** The words behind the image or container are a command inside. */
const inside: Special = (invocation, actions, command) => {
  mounts(invocation, actions, command);
  const rest = invocation.operands.slice(1).map((operand) => operand.field);
  if (rest.length > 0) actions.open(rest, { remote: true });
};

const kubectlExec: Special = (_invocation, actions, command) => {
  const dashes = command.args.findIndex((field: Field) => field.text === '--');
  if (dashes >= 0) actions.open(command.args.slice(dashes + 1), { remote: true });
};

const RUN =
  '-d,--detach -i,--interactive -t,--tty --rm --name=data -e,--env=data --env-file=read -v,--volume=data --mount=data -p,--publish=data -P -w,--workdir=data -u,--user=data --network,--net=data --privileged --cap-add=data --cap-drop=data --security-opt=data --device=data --pid=data --ipc=data --userns=data --uts=data --cgroupns=data --entrypoint=data --platform=data -h,--hostname=data --restart=data --memory,-m=data --cpus=data --gpus=data --add-host=data --link=data --label,-l=data --tmpfs=data --read-only --init --pull=data --volumes-from=data --ulimit=data --shm-size=data --log-driver=data -q --sysctl=data --group-add=data --dns=data -a=data';
const BUILD =
  '-t,--tag=data -f,--file=read --build-arg=data --target=data --no-cache --pull -q,--quiet --platform=data --push --load -o,--output=data --secret=data --ssh=data --progress=data --network=data --cache-from=data --cache-to=data --label=data';

export const containerTools = [
  tool('docker podman nerdctl buildah', {
    options: '-H,--host=data -c,--context=data --config=read -D --log-level=data --tls --tlsverify',
    operands: 'data*',
    subcommands: {
      'run create': { options: RUN, operands: 'data*', stopAtOperand: true, special: inside },
      exec: {
        options:
          '-i,--interactive -t,--tty -e,--env=data -u,--user=data -w,--workdir=data -d,--detach --privileged --env-file=read',
        operands: 'data*',
        stopAtOperand: true,
        special: inside,
      },
      'build buildx bud': { options: BUILD, operands: 'read*' },
      cp: { options: '-a -L -q', operands: 'remote* remote-out' },
      'ps images logs inspect version info stats top port diff history events search context': {
        options:
          '-a,--all -q,--quiet -f,--follow --format=data --filter=data --tail=data -n=data --since=data --no-trunc -t -s',
      },
      'rm rmi stop kill start restart pause pull push tag login logout load save import export commit network volume system image container swarm service stack secret config plugin node trust update rename wait attach manifest':
        {
          options:
            '-f,--force -a,--all -t=data -s=data -i=data -o=write -q -v,--volumes --filter=data --password-stdin -u=data -p=data',
        },
      compose: {
        options:
          '-f,--file=read -p,--project-name=data --profile=data --env-file=read -q,--quiet -d,--detach --build -v,--volumes --remove-orphans --rm -T -e=data --no-deps --tail=data --project-directory=cwd',
      },
    },
  }),
  tool('docker-compose podman-compose', {
    options: '-f,--file=read -p=data -d -q,--quiet -v,--volumes --build --remove-orphans --rm',
    operands: 'data*',
  }),
  tool('kubectl oc k3s', {
    options:
      '-n,--namespace=data -o,--output=data -f,--filename=read -l,--selector=data --context=data --kubeconfig=read -A,--all-namespaces -w,--watch --all --force --grace-period=data --dry-run=?data -k,--kustomize=read -c,--container=data -i -t --tail=data --since=data --as=data -R -p=data --type=data --replicas=data --image=data',
    operands: 'data*',
    subcommands: {
      exec: { operands: 'data*', special: kubectlExec },
      'get describe logs apply delete create edit patch scale rollout top explain version config port-forward cp run drain cordon uncordon taint label annotate expose auth api-resources api-versions cluster-info debug diff wait set replace attach proxy certificate autoscale':
        {},
    },
  }),
  tool('helm', {
    options:
      '-n,--namespace=data -f,--values=read --set=data --version=data --dry-run=?data -i,--install --wait --timeout=data --kubeconfig=read --post-renderer=exec --repo=url',
    operands: 'data*',
  }),
  tool('minikube kind skaffold tilt argocd flux istioctl crictl ctr runc', {
    options: '-n=data -f=read -o=data',
    operands: 'data*',
  }),
].flat();
