/**
 * What changes state that others use: registries, forges, clouds, clusters, databases. Verbs are compared with the subcommands and
 * operands of the tool; a dry run is none.
 */
import type { CommandRule } from './rules.ts';

const DRY =
  '--dry-run -dry-run --dryrun --help -help --check --syntax-check --list-tasks --list-hosts --list-tags --validate-only';

const changed = (tool: string, sub: string, message: string, more: Partial<CommandRule> = {}): CommandRule => ({
  tool,
  sub,
  noOption: DRY,
  severity: 'medium',
  message,
  ...more,
});
const destroyed = (tool: string, sub: string, message: string, more: Partial<CommandRule> = {}): CommandRule =>
  changed(tool, sub, message, { severity: 'high', ...more });

const REGISTRY = 'the package registry is changed.';
const RELEASE = 'a release is published.';
const FORGE = 'the forge is changed.';
const CLOUD = 'cloud resources are changed.';
const CLOUD_LOST = 'cloud resources are destroyed.';
const CLUSTER = 'the cluster is changed.';
const DEPLOYED = 'something is deployed.';
const DATABASE = 'a database is changed.';
const DATABASE_LOST = 'data of a database is destroyed.';

const publishing: readonly CommandRule[] = [
  changed('git', 'push|send-pack|http-push|lfs push', 'commits are published.'),
  changed('git', 'send-email|imap-send', 'patches are sent.'),
  changed('git', 'request-pull', 'somebody is asked to pull.', { severity: 'medium' }),
  changed('git', 'svn dcommit|svn commit|p4 submit|cvsexportcommit', 'commits are published.'),
  changed('hg', 'push|email', 'commits are published.'),
  changed('svn', 'commit|ci|copy|cp|import|delete|rm|mkdir|move|propset|lock', 'commits are published.'),
  changed('jj', 'git push', 'commits are published.'),
  changed('fossil bzr brz darcs pijul', 'push|commit|sync', 'commits are published.'),
  changed(
    'npm pnpm yarn',
    'publish|unpublish|deprecate|dist-tag|owner|access|npm publish|npm tag|tag|star|unstar|team|org|profile|hook|token|stage',
    REGISTRY,
  ),
  destroyed('npm pnpm', 'unpublish', 'a published package is removed.'),
  changed('bun deno jsr', 'publish', REGISTRY),
  changed('cargo', 'publish|yank|owner', REGISTRY),
  changed('gem', 'push|yank|owner', REGISTRY),
  changed('rake', 'release', REGISTRY),
  changed('twine', 'upload|register', REGISTRY),
  changed('poetry uv pdm flit hatch maturin', 'publish|upload', REGISTRY),
  changed('dotnet', 'nuget push|nuget delete', REGISTRY),
  changed('nuget', 'push|delete', REGISTRY),
  changed('mvn mvnw', '', REGISTRY, { operand: /(?:^|:)deploy(?:-file)?$|^release:(?:perform|prepare)$|^nexus-/ }),
  changed('gradle gradlew', '', REGISTRY, {
    operand: /(?:^|:)(?:publish(?!ToMavenLocal)\w*|uploadArchives|release|bintrayUpload|closeAndRelease\w*)$/,
  }),
  changed('sbt', '', REGISTRY, { operand: /(?:^|\/)(?:publish(?!Local)\w*|release)$/ }),
  changed('mix', 'hex.publish|hex.retire', REGISTRY),
  changed('cabal stack', 'upload', REGISTRY),
  changed('dart flutter pub', 'pub publish|publish', REGISTRY),
  changed('composer', 'publish', REGISTRY),
  changed('luarocks opam conda anaconda', 'upload|publish', REGISTRY),
  changed('pod', 'trunk push|repo push', REGISTRY),
  changed('lerna changeset changesets bumpp auto', 'publish|release|ship', RELEASE),
  changed('nx rush moon', 'release|publish', RELEASE),
  changed('vsce ovsx', 'publish|unpublish', RELEASE),
  changed('semantic-release release-it np standard-version-publish', '', RELEASE),
  changed('goreleaser', 'release|publish', RELEASE, { noOption: `${DRY} --snapshot --skip-publish --skip` }),
  changed('electron-builder', '', RELEASE, { anyOption: '--publish -p', unless: /^never$/ }),
  changed('fastlane', '', RELEASE, { operand: /^(?:deliver|pilot|supply|upload\w*|release|beta|match|produce)$/ }),
  changed('eas expo', 'submit|update|publish|build', RELEASE),
  changed('xcrun', 'altool|notarytool submit', RELEASE),
  changed(
    'docker podman nerdctl buildah',
    'push|image push|manifest push|plugin push|compose push|trust sign',
    'an image is published.',
  ),
  changed('docker podman nerdctl buildah', 'build|buildx|image build|bud', 'an image is published.', {
    anyOption: '--push',
  }),
  changed('docker-compose podman-compose', 'push', 'an image is published.'),
  changed('skopeo', 'copy|sync|delete', 'an image is published.'),
  changed(
    'crane regctl oras cosign',
    'push|copy|append|mutate|tag|delete|rebase|image copy|attach|sign|attest',
    'an image is published.',
  ),
  changed('ko jib', 'publish|apply|resolve|create', 'an image is published.'),
  changed('helm', 'push|registry push', 'a chart is published.'),
  changed('mail mailx sendmail mutt swaks msmtp ssmtp', '', 'a mail is sent.'),
  changed('slack-cli slackcat ntfy telegram-send wall write notify-slack', '', 'a message is sent.'),
];

const containers: readonly CommandRule[] = [
  changed(
    'docker podman nerdctl',
    'system prune|volume rm|volume prune|volume remove|rm|rmi|image prune|image rm|container prune|container rm|network rm|network prune|builder prune|buildx prune|pod rm|secret rm|config rm|context rm|plugin rm',
    'containers, images or volumes are removed.',
  ),
  changed(
    'docker docker-compose podman podman-compose',
    'compose down|down|compose rm|rm',
    'volumes are removed with their data.',
    {
      anyOption: '--volumes --rmi',
    },
  ),
  changed(
    'docker',
    'stack deploy|stack rm|service create|service update|service scale|service rm|service rollback|swarm|node update|node rm|node promote|secret create|config create',
    CLUSTER,
  ),
];

const forges: readonly CommandRule[] = [
  changed(
    'gh glab hub tea',
    'pr create|pr merge|pr close|pr comment|pr review|pr edit|pr reopen|pr ready|pr lock|pr update-branch|mr create|mr merge|mr close|mr approve|mr note|mr update|mr reopen|mr rebase|issue create|issue close|issue comment|issue edit|issue delete|issue transfer|issue reopen|issue lock|issue pin|issue note|issue update|release create|release edit|release upload|repo create|repo edit|repo fork|repo rename|repo archive|repo sync|repo unarchive|repo set-default|secret set|variable set|variable delete|workflow run|workflow disable|workflow enable|run cancel|run rerun|gist create|gist edit|gist delete|gist rename|label create|label edit|label delete|label clone|project|codespace create|codespace delete|cache delete|ruleset|extension install|auth login|auth refresh|auth setup-git|ci run|ci trigger|pipeline run|schedule|snippet create|pull-request|merge|release|fork|sync|delete|push|variable update|deploy-key add|gpg-key add|ssh-key add',
    FORGE,
  ),
  changed('gh glab', 'api', FORGE, {
    anyOption: '--method --field --raw-field --input',
    unless: /^(?:GET|HEAD|get|head)$/,
  }),
  destroyed('gh glab', 'api', 'something on the forge is destroyed.', { anyOption: '--method', value: /^DELETE$/i }),
  changed('gh', 'api graphql', FORGE, { value: /\bmutation\b/ }),
  destroyed(
    'gh glab hub',
    'repo delete|release delete|secret delete|variable delete|ssh-key add|gpg-key add|deploy-key add|project delete|delete',
    'something on the forge is destroyed, or a key added.',
  ),
];

const infrastructure: readonly CommandRule[] = [
  changed(
    'terraform tofu terragrunt',
    'apply|import|state mv|state rm|state push|state replace-provider|taint|untaint|workspace new|workspace delete|force-unlock|refresh|run-all apply|run --all apply|login',
    'infrastructure is changed.',
  ),
  destroyed(
    'terraform tofu terragrunt',
    'destroy|run-all destroy|apply-all|destroy-all',
    'infrastructure is destroyed.',
  ),
  destroyed('terraform tofu', 'apply', 'infrastructure is destroyed.', { anyOption: '-destroy' }),
  changed('terragrunt', 'apply-all', 'infrastructure is changed.'),
  changed(
    'pulumi',
    'up|update|import|refresh|stack init|stack rename|config set|state|cancel|deploy|env',
    'infrastructure is changed.',
  ),
  destroyed('pulumi', 'destroy|stack rm', 'infrastructure is destroyed.'),
  changed(
    'cdk sam serverless sls sst copilot eb amplify',
    'deploy|import|bootstrap|sync|push|publish|rollback|create|init|terminate|env|svc deploy|app init|use|upload',
    DEPLOYED,
  ),
  destroyed(
    'cdk sam serverless sls sst copilot eb amplify',
    'destroy|remove|delete|terminate|app delete|svc delete',
    'infrastructure is destroyed.',
  ),
  changed('ansible ansible-playbook ansible-pull', '', 'other machines are changed.'),
  changed('salt salt-call salt-ssh puppet chef-client knife chef', '', 'other machines are changed.', {
    operand: /^(?:apply|state\.\w+|agent|cmd\.run|bootstrap|ssh|delete|run|upload|\*)/,
  }),
  changed('packer vagrant', 'build|destroy|up|provision|push|reload|halt', 'machines are changed.'),
  changed('cap', '', DEPLOYED, { operand: /deploy|rollback/ }),
];

const clusters: readonly CommandRule[] = [
  changed(
    'kubectl oc k3s',
    'apply|create|edit|patch|scale|set|label|annotate|expose|run|cordon|uncordon|taint|replace|autoscale|cp|exec|debug|attach|port-forward|proxy|certificate|config set|config use-context|config set-context|config set-credentials|config delete-context|config unset|config rename-context|new-app|start-build|adm|project|new-project|policy|import-image|tag|process',
    CLUSTER,
  ),
  changed('kubectl oc', 'rollout restart|rollout undo|rollout pause|rollout resume', CLUSTER),
  destroyed('kubectl oc k3s', 'delete|drain', 'resources of the cluster are destroyed.'),
  destroyed('kubectl', 'replace|apply', 'resources of the cluster are destroyed.', { anyOption: '--force --prune' }),
  changed('helm', 'install|upgrade|rollback|test|plugin install|repo add|registry login', CLUSTER),
  destroyed('helm', 'uninstall|delete|del|un', 'resources of the cluster are destroyed.'),
  changed('helmfile skaffold tilt werf', 'apply|sync|deploy|run|dev|up|converge', CLUSTER),
  destroyed('helmfile skaffold werf', 'destroy|delete|dismiss', 'resources of the cluster are destroyed.'),
  changed(
    'argocd flux istioctl linkerd',
    'app sync|app create|app set|app rollback|app patch|app terminate-op|cluster add|proj|repo add|account|install|reconcile|create|bootstrap|suspend|resume|upgrade|inject',
    CLUSTER,
  ),
  destroyed(
    'argocd flux istioctl',
    'app delete|cluster rm|delete|uninstall|uninstall --purge',
    'resources of the cluster are destroyed.',
  ),
  changed('minikube kind k3d', 'delete|stop|create|start|load', 'a local cluster is changed.', { severity: 'low' }),
  changed(
    'nomad',
    'job run|run|job stop|stop|job dispatch|job scale|alloc|node|system|namespace|var put|volume',
    CLUSTER,
  ),
  changed('kubeadm', 'init|join|reset|upgrade', CLUSTER),
];

const clouds: readonly CommandRule[] = [
  changed('aws', '', CLOUD, {
    operand:
      /^(?:create|put|update|modify|start|stop|run|attach|detach|associate|disassociate|register|deregister|add|remove|set|enable|disable|cp|mv|sync|mb|invoke|publish|send|reboot|restore|deploy|import|copy|execute|authorize|change|replace|request|assign|tag|untag|upload|transact|batch-write|promote|failover|allocate|accept|confirm|cancel|move|resume|suspend|complete|initiate|schedule|push|apply|configure|login|unassign)(?:-|$)/,
  }),
  destroyed('aws', '', CLOUD_LOST, {
    operand:
      /^(?:delete|terminate|purge|destroy|rb|rm|release|revoke|schedule-key-deletion|batch-delete|reset|empty|disable-key|deactivate|drop)(?:-|$)/,
  }),
  destroyed('aws', 's3 sync|s3 mv', CLOUD_LOST, { anyOption: '--delete' }),
  changed(
    'gcloud az doctl oci ibmcloud hcloud scw linode-cli bq gsutil rclone s3cmd mc azcopy aliyun tccli vultr-cli civo exo openstack nova',
    '',
    CLOUD,
    {
      operand:
        /^(?:create|update|deploy|set|add|start|stop|restart|import|promote|scale|patch|up|resize|reset|move|copy|cp|mv|sync|copyto|moveto|mb|put|put-\w+|upload|upload-batch|add-iam-policy-binding|set-iam-policy|add-\w[\w-]*|set-\w[\w-]*|enable|disable|assign|attach|detach|ssh|run|apply|invoke|submit|publish|rotate|clone|restore|failover|link|mirror|rcat|rcp|share|anonymous|setacl|modify|chacl|ch|load|mk|insert|login|reboot|rebuild|power-\w+|acl|defacl|iam|rsync|make)$/,
    },
  ),
  destroyed(
    'gcloud az doctl oci ibmcloud hcloud scw linode-cli bq gsutil rclone s3cmd mc azcopy aliyun vultr-cli civo exo openstack',
    '',
    CLOUD_LOST,
    {
      operand:
        /^(?:delete|destroy|purge|remove|rm|rb|del|terminate|delete-\w+|purge-\w+|deletefile|delete-batch|rmdirs?|cleanup|dedupe|remove-iam-policy-binding|expire|deallocate|wipe|drop|truncate)$/,
    },
  ),
  changed('heroku', '', CLOUD, {
    operand:
      /^(?:create|deploy|[\w-]+:(?:set|add|scale|restart|stop|promote|create|attach|enable|upgrade|rollback|run|push|release|update|transfer|rotate|write|on|off|kill|start|open))$|^(?:run|rollback|restart)$/,
  }),
  destroyed('heroku', '', CLOUD_LOST, {
    operand: /^[\w-]+:(?:destroy|delete|reset|remove|unset|clear|detach)$|^destroy$/,
  }),
  changed(
    'flyctl fly vercel netlify wrangler railway firebase render surge now dokku koyeb zeit gatsby-cloud expo-cli supabase planetscale pscale neonctl turso convex stripe auth0 okta twilio sentry-cli datadog-ci',
    '',
    DEPLOYED,
    {
      operand:
        /^(?:deploy|deploys?|publish|up|redeploy|secrets?|env|rollback|promote|scale|launch|restart|import|push|apply|set|add|create|update|link|login|domains?|alias|dns|certs|versions?|releases?|machine|machines|volumes|ssh|run|send|charges|customers|put|kv:\w+|r2|d1|db|functions:\w+|\w[\w-]*:(?:set|create|update|deploy|import|send|upload|publish|write)|upload-\w+|upload|new|finalize|set-commits|link|migrate|sourcemaps)$/,
    },
  ),
  changed('vercel netlify', '', DEPLOYED, { anyOption: '--prod' }),
  changed('surge', '', DEPLOYED, { operand: /./ }),
  destroyed(
    'flyctl fly vercel netlify wrangler railway firebase render dokku supabase planetscale pscale neonctl turso stripe auth0',
    '',
    'a deployment or its data is destroyed.',
    {
      operand:
        /^(?:destroy|delete|rm|remove|down|teardown|purge|reset|\w[\w:-]*:(?:delete|destroy|disable|remove|rm|clear|wipe)|sites:delete|unset)$/,
    },
  ),
];

const databases: readonly CommandRule[] = [
  changed(
    'psql mysql mariadb mongosh mongo clickhouse-client cqlsh sqlcmd usql pgcli mycli isql snowsql bq duckdb influx',
    '',
    DATABASE,
    {
      value:
        /\b(?:insert|update|alter|create|grant|revoke|replace|merge|insertOne|insertMany|updateOne|updateMany|replaceOne|createUser|createIndex|rename|vacuum|reindex|call|do|set\s+global|load\s+data|\\i|\\copy)\b/i,
    },
  ),
  destroyed(
    'psql mysql mariadb mongosh mongo clickhouse-client cqlsh sqlcmd usql pgcli mycli isql snowsql',
    '',
    DATABASE_LOST,
    {
      value: /\b(?:drop|truncate|delete\s+from|dropDatabase|deleteMany|deleteOne|drop\(\)|remove\s*\(|shutdown)\b/i,
    },
  ),
  changed(
    'psql mysql mariadb mongosh mongo clickhouse-client cqlsh sqlcmd',
    '',
    'statements of a file are run on a database.',
    {
      anyOption: '--file',
    },
  ),
  changed('sqlite3 sqlite duckdb', '', DATABASE_LOST, {
    operand: /\bdrop\s+(?:table|database|schema|view)\b|\btruncate\b|\bdelete\s+from\s+\S+\s*;?\s*$/i,
  }),
  destroyed('dropdb dropuser', '', 'a database is destroyed.'),
  destroyed('mysqladmin', '', 'a database is destroyed.', { operand: /^(?:drop|shutdown|flush-\w+|kill)$/ }),
  changed('mysqladmin createdb createuser pg_restore mongorestore mongoimport mysqlimport', '', DATABASE),
  changed('pg_restore mongorestore', '', 'data of a database may be replaced.', { anyOption: '--clean --drop' }),
  changed('redis-cli valkey-cli keydb-cli', '', DATABASE, {
    operand:
      /^(?:set|del|unlink|hset|hmset|hdel|lpush|rpush|lpop|rpop|sadd|srem|zadd|zrem|incr|decr|append|expire|persist|rename|config|eval|evalsha|script|migrate|slaveof|replicaof|save|bgsave|shutdown|restore|setex|setnx|mset|xadd|publish|move|copy|module|acl|debug|cluster|failover|function|client)$/i,
  }),
  changed('redis-cli valkey-cli', '', DATABASE, { anyOption: '-x --pipe --eval' }),
  destroyed('redis-cli valkey-cli keydb-cli', '', DATABASE_LOST, { operand: /^(?:flushall|flushdb)$/i }),
  changed('prisma', 'migrate deploy|migrate resolve|db push|db execute|db seed|migrate dev', DATABASE),
  destroyed('prisma', 'migrate reset', DATABASE_LOST),
  changed('drizzle-kit', 'push|migrate|drop', DATABASE),
  changed('typeorm sequelize sequelize-cli knex mikro-orm db-migrate node-pg-migrate', '', DATABASE, {
    operand:
      /^(?:migration:(?:run|revert|up|down|fresh)|schema:(?:sync|drop|update|create)|db:(?:migrate|seed|drop|create)[\w:]*|migrate:(?:latest|up|down|rollback)|seed:run|up|down|reset)$/,
  }),
  changed('alembic', 'upgrade|downgrade|stamp', DATABASE, { noOption: '--sql --help' }),
  changed('flyway liquibase atlas dbmate goose migrate sqlx diesel sqitch', '', DATABASE, {
    operand:
      /^(?:migrate|update|up|down|rollback|clean|repair|baseline|undo|apply|drop|drop-all|reset|redo|goto|force|deploy|revert|schema|database|migration)$/,
  }),
  changed('rails rake', '', DATABASE, {
    operand: /^db:(?:migrate(?!:status)|rollback|seed|setup|prepare|schema:load|structure:load)[\w:]*$/,
  }),
  changed('rails rake', '', DATABASE_LOST, { operand: /^db:(?:drop|reset|purge|truncate\w*|migrate:reset)[\w:]*$/ }),
  changed('manage.py django-admin', '', DATABASE, { operand: /^(?:migrate|flush|loaddata|sqlflush)$/ }),
  changed('artisan', '', DATABASE, { operand: /^(?:migrate(?::\w+)?|db:(?:seed|wipe))$/ }),
  changed('vault consul etcdctl consul-kv zkCli.sh', '', 'a shared store is changed.', {
    operand:
      /^(?:write|put|delete|del|destroy|apply|run|stop|patch|enable|disable|revoke|seal|unseal|rotate|operator|lock|set|create|set-agent-token|force-leave|leave|import|txn|lease|member|role|user|auth)$/,
  }),
  changed(
    'kafka-topics kafka-topics.sh kafka-configs.sh kafka-configs kafka-console-producer kafka-console-producer.sh rpk kcat kafkacat',
    '',
    'a message system is changed.',
    {
      anyOption: '--create --delete --alter -P --topic',
    },
  ),
  changed('rabbitmqctl rabbitmqadmin nats pulsar-admin mosquitto_pub', '', 'a message system is changed.', {
    operand: /^(?:add_\w+|delete\w*|set_\w+|clear_\w+|purge\w*|reset|stop\w*|declare|publish|pub|req|create|update)$/,
  }),
  changed('mosquitto_pub', '', 'a message is sent.'),
  changed('es elasticdump logstash', '', DATABASE),
];

const requests: readonly CommandRule[] = [
  changed('curl', '', 'a request changes something elsewhere.', {
    anyOption: '--request',
    value: /^(?:POST|PUT|PATCH)$/i,
  }),
  destroyed('curl', '', 'a request destroys something elsewhere.', { anyOption: '--request', value: /^DELETE$/i }),
  changed('wget', '', 'a request changes something elsewhere.', {
    anyOption: '--method',
    value: /^(?:POST|PUT|PATCH)$/i,
  }),
  destroyed('wget', '', 'a request destroys something elsewhere.', { anyOption: '--method', value: /^DELETE$/i }),
  changed('http https xh httpie', '', 'a request changes something elsewhere.', { operand: /^(?:POST|PUT|PATCH)$/i }),
  destroyed('http https xh httpie', '', 'a request destroys something elsewhere.', { operand: /^DELETE$/i }),
  changed('grpcurl', '', 'a request may change something elsewhere.', { anyOption: '-d' }),
];

export const externalRules: readonly CommandRule[] = [
  ...publishing,
  ...containers,
  ...forges,
  ...infrastructure,
  ...clusters,
  ...clouds,
  ...databases,
  ...requests,
].map(withoutEmptySub);

function withoutEmptySub({ sub, ...rule }: CommandRule): CommandRule {
  return sub === undefined || sub === '' ? rule : { ...rule, sub };
}
