/** Container engines: what runs inside is not local, what is mounted, copied or built from is. */
import type { Field } from '../analysis.ts';
import { type Invocation, optionValue } from './invocation.ts';
import { type Special, type ToolActions, type ToolSpec, tool } from './model.ts';

/** Sources of bind mounts are read, and may be written from inside. */
function mounts(invocation: Invocation, actions: ToolActions): void {
  for (const { name, value } of invocation.options) {
    if (value === null || (name !== '--volume' && name !== '--mount')) continue;
    const text = value.text ?? value.prefix;
    const source = name === '--volume' ? text.split(':')[0] : /(?:^|,)(?:source|src)=([^,]*)/.exec(text)?.[1];
    if (source !== undefined && /^[/.~\0]/.test(source))
      actions.read(actions.literal(source, value), { recursive: true });
  }
}

/** The words behind the image or container are a command inside; `--entrypoint` puts its program before them. */
const inside: Special = (invocation, actions) => {
  mounts(invocation, actions);
  const entry = optionValue(invocation, '--entrypoint');
  const rest = invocation.operands.slice(1).map((operand) => operand.field);
  const words = entry === null || entry.text === '' ? rest : [entry, ...rest];
  if (words.length > 0) actions.open(words, { remote: true });
};

/** `container:path` or a local path. */
const copy: Special = (invocation, actions) => {
  const [from, to] = invocation.operands.map((operand) => operand.field);
  const within = (field: Field | undefined): boolean => /^[\w.-]+:/.test(field?.text ?? field?.prefix ?? '');
  if (from !== undefined && !within(from) && from.text !== '-') actions.read(from, { recursive: true });
  if (to !== undefined && !within(to) && to.text !== '-') actions.write(to, { recursive: true });
};

/** The context is sent to the engine; `-o` writes what was built. */
const build: Special = (invocation, actions) => {
  const context = invocation.operands.at(-1)?.field;
  if (context !== undefined && !/^(?:https?|git|ssh):|^-$|^[\w.-]+@/.test(context.text ?? ''))
    actions.read(context, { recursive: true });
  const output = optionValue(invocation, '--output');
  const target =
    /(?:^|,)dest=([^,]*)/.exec(output?.text ?? '')?.[1] ??
    (/^[^=,]+$/.test(output?.text ?? '') ? output?.text : undefined);
  if (output !== null && target != null && target !== '-')
    actions.write(actions.literal(target, output), { recursive: true });
  for (const { name, value } of invocation.options) {
    const source =
      name === '--secret' || name === '--build-context'
        ? /(?:^|,)(?:src|source)=([^,]*)/.exec(value?.text ?? '')?.[1]
        : undefined;
    if (value !== null && source !== undefined) actions.read(actions.literal(source, value));
  }
};

/** `compose run service command`, `compose exec service command`. */
const composeRun: Special = (invocation, actions) => {
  mounts(invocation, actions);
  const rest = invocation.operands.slice(1).map((operand) => operand.field);
  if (rest.length > 0) actions.open(rest, { remote: true });
};

const RUN =
  '-d,--detach -i,--interactive -t,--tty --rm --name=data -e,--env=data --env-file=read -v,--volume=data --mount=data -p,--publish=data -P,--publish-all -w,--workdir=data -u,--user=data --network,--net=data --network-alias=data --privileged --cap-add=data --cap-drop=data --security-opt=data --device=data --device-cgroup-rule=data --pid=data --ipc=data --userns=data --uts=data --cgroupns=data --cgroup-parent=data --entrypoint=data --platform=data -h,--hostname=data --restart=data -m,--memory=data --memory-swap=data --cpus=data --cpuset-cpus=data -c,--cpu-shares=data --gpus=data --add-host=data --link=data -l,--label=data --label-file=read --tmpfs=data --read-only --init --pull=data --volumes-from=data --ulimit=data --shm-size=data --log-driver=data --log-opt=data -q,--quiet --sysctl=data --group-add=data --dns=data --dns-search=data --ip=data --mac-address=data --expose=data --cidfile=write --stop-signal=data --stop-timeout=data --health-cmd=data --health-interval=data --health-timeout=data --health-retries=data --no-healthcheck --runtime=data --isolation=data --pids-limit=data --oom-kill-disable --oom-score-adj=data --blkio-weight=data -a,--attach=data --sig-proxy=data --detach-keys=data --annotation=data --arch=data --replace --pod=data --userns=data --systemd=data --secret=data --rootfs';
const BUILD =
  '-t,--tag=data -f,--file=read --build-arg=data --build-context=data --target=data --no-cache --pull -q,--quiet --platform=data --push --load -o,--output=data --secret=data --ssh=data --progress=data --network=data --cache-from=data --cache-to=data --label=data --iidfile=write --metadata-file=write --builder=data --squash --rm --force-rm -m,--memory=data --add-host=data --allow=data --attest=data --provenance=data --sbom=data --no-cache-filter=data --compress --isolation=data --security-opt=data --shm-size=data --ulimit=data -D,--debug --check --call=data --print --layers --format=data -v,--volume=data';
const EXEC =
  '-i,--interactive -t,--tty -e,--env=data -u,--user=data -w,--workdir=data -d,--detach --privileged --env-file=read --detach-keys=data -l,--latest';
const LISTING =
  '-a,--all -q,--quiet -f,--follow --format=data --filter=data --tail=data -n,--last=data --since=data --until=data --no-trunc -t,--timestamps -s,--size --details --type=data --no-stream --digests -l,--latest --tree --orphans --dry-run -v,--verbose --resolve-image-digests --services --volumes --images --hash=data --profiles --environment --no-interpolate -o,--output=write --no-normalize --no-path-resolution --no-color --no-log-prefix --index=data';

const run: ToolSpec = { options: RUN, stopAtOperand: true, special: inside };
const exec: ToolSpec = { options: EXEC, stopAtOperand: true, special: inside };
const building: ToolSpec = { options: BUILD, special: build };
const copying: ToolSpec = {
  options: '-a,--archive -L,--follow-link -q,--quiet --overwrite --pause --index=data --all',
  special: copy,
};
const listing: ToolSpec = { options: LISTING };
const removing: ToolSpec = {
  options:
    '-f,--force -v,--volumes -l,--link -a,--all --filter=data -s,--stop -t,--time=data --signal=data --no-prune --ignore --depend --rmi=data --remove-orphans --timeout=data --dry-run',
};
const others: ToolSpec = {
  options:
    '-f,--force -a,--all -t,--time=data -s,--signal=data -i,--input=read -o,--output=write -q,--quiet --filter=data --password-stdin -u,--username=data -p,--password=data -d,--driver=data --opt=data --label=data --subnet=data --gateway=data --internal --attachable --scope=data -c,--change=data -m,--message=data --author=data --pause --platform=data --all-tags --disable-content-trust --detach-keys=data --no-stdin --restart=data --memory=data --cpus=data --replicas=data --image=data --env-add=data --compose-file=read --with-registry-auth --prune --name=data --use --bootstrap --docker=data --description=data --default-stack-orchestrator=data --format=data',
};

const COMPOSE =
  '-f,--file=read -p,--project-name=data --profile=data --env-file=read --project-directory=cwd --ansi=data --progress=data --compatibility --parallel=data --all-resources --dry-run --verbose';
const composeCommands: Readonly<Record<string, ToolSpec>> = {
  'up create start restart watch': {
    options:
      '-d,--detach --build --no-build --force-recreate --no-recreate --remove-orphans --scale=data --wait --wait-timeout=data --pull=data -V,--renew-anon-volumes --abort-on-container-exit --exit-code-from=data --no-deps --no-start --no-log-prefix -t,--timeout=data --quiet-pull --attach=data --no-attach=data --always-recreate-deps --no-color --timestamps --menu -w,--watch -y,--yes',
  },
  'run exec': {
    options: `${EXEC} --rm --no-deps --build --name=data -T,--no-TTY -v,--volume=data -p,--publish=data --service-ports,-P --entrypoint=data --use-aliases -l,--label=data --cap-add=data --cap-drop=data --quiet-pull --remove-orphans --index=data --pull=data`,
    stopAtOperand: true,
    special: composeRun,
  },
  build: {
    options:
      '--build-arg=data --no-cache --pull --push -q,--quiet --ssh=data -m,--memory=data --with-dependencies --builder=data --check --print',
  },
  'down rm stop kill': removing,
  cp: copying,
  'ps logs config convert ls images top port events version stats volumes': listing,
  'pull push pause unpause wait attach scale publish commit export': others,
};

export const containerTools = [
  tool('docker podman nerdctl buildah', {
    examples: [
      { command: 'docker build -t a .', reads: ['.'] },
      { command: 'docker cp c:/a out', writes: ['out'], reads: [] },
      { command: 'docker run --rm -v "$PWD":/src node:24 npm test', reads: ['.'], execs: ['docker'] },
      { command: 'docker container run alpine ls', execs: ['docker'] },
      { command: 'docker compose -f c.yml config --quiet', reads: ['c.yml'], writes: [] },
      { command: 'docker compose exec -T db psql -c "select 1"', execs: ['docker'] },
      { command: 'docker save -o a.tar a', writes: ['a.tar'] },
    ],
    options:
      '-H,--host=data -c,--context=data --config=read -D,--debug -l,--log-level=data --tls=?data --tlscacert=read --tlscert=read --tlskey=read --tlsverify=?data -v,--version --remote --url=data --connection=data --root=data --storage-driver=data -n,--namespace=data',
    ownOptions: false,
    subcommands: {
      'run create': run,
      exec,
      'build bud': building,
      cp: copying,
      'ps images logs inspect version info stats top port diff history events search context': listing,
      'rm rmi stop kill': removing,
      'start restart pause unpause pull push tag login logout load save import export commit swarm service stack secret config plugin node trust update rename wait attach manifest from mount umount unmount machine pod generate play kube healthcheck auto-update artifact ai model scout init sandbox mcp offload extension':
        others,
      container: {
        subcommands: {
          'run create': run,
          exec,
          cp: copying,
          'ls list ps logs inspect stats top port diff': listing,
          'rm prune stop kill': removing,
          'start restart pause unpause attach commit export rename update wait checkpoint': others,
        },
      },
      image: {
        subcommands: {
          build: building,
          'ls list inspect history': listing,
          'rm prune': removing,
          'import load pull push save tag sign trust mount scp': others,
        },
      },
      'buildx builder': {
        subcommands: {
          build: building,
          bake: building,
          'ls inspect du version create use rm prune stop imagetools history': others,
        },
      },
      'network volume system': {
        subcommands: {
          'ls inspect df info events': listing,
          'rm prune remove': removing,
          'create connect disconnect update dial-stdio import export mount reset migrate service connection': others,
        },
      },
      compose: { options: COMPOSE, subcommands: composeCommands },
    },
  }),
  tool('docker-compose podman-compose', {
    options: COMPOSE,
    subcommands: composeCommands,
  }),
  tool('skopeo crane regctl oras cosign dive hadolint-image syft grype trivy', {
    options:
      '-f=read -o,--output=data --src-creds=data --dest-creds=data --src-tls-verify=data --dest-tls-verify=data --insecure --all --format=data -q --key=data --severity=data --ignore-unfixed --exit-code=data --scanners=data',
    style: 'plain',
  }),
  tool('runc ctr crictl', { options: '-n,--namespace=data --address=data -a=data -r=data -b=data -d', style: 'plain' }),
].flat();
