import type { Analysis, Command } from '../analysis.ts';
import { contactsOf } from '../lookup.ts';
import { isLoopback } from '../tools/hosts.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { externalRules } from './external-rules.ts';
import { findRules } from './rules.ts';

export const externalStateChange: Check = {
  id: 'external-state-change',
  title: 'A shared system is changed',
  definition: 'Push, publish, deploy, cloud, database, cluster, forge: state that others use.',
  why: 'The workspace can be thrown away; what others use cannot.',
  attack: ['T1578', 'T1485'],
  cwe: [],
  severities: {
    high: 'something shared is destroyed',
    medium: 'something shared is changed',
    low: 'a server on this machine is changed, as in a test',
  },
  instead: 'Prepare the change and let a person or the pipeline make it.',
  examples: {
    flagged: [
      'terraform destroy',
      'npm publish',
      'git push',
      'kubectl delete pod x',
      'kubectl apply -f a.yaml',
      'docker push r/x',
      'gh pr create -t x -b y',
      'aws s3 rm s3://b --recursive',
      'psql -c "drop table x"',
      'gh repo delete x --yes',
      'helm uninstall x',
      'terraform apply -auto-approve',
      'curl -X DELETE https://x.example/1',
      'redis-cli flushall',
      'mvn deploy',
      'firebase firestore:delete --all-collections -f',
      'npx --no-install prisma migrate deploy',
      'kubectl config use-context prod',
      'hg push',
    ],
    clean: [
      'docker compose config -q',
      'terraform plan',
      'kubectl get pods',
      'npm pack',
      'gh pr view 1',
      'git push --dry-run',
      'terraform fmt',
      'kubectl apply --dry-run=client -f a.yaml',
      'curl -X DELETE http://127.0.0.1:8000/items/3',
      'gh api repos/a/b/pulls',
      'gradle publishToMavenLocal',
      'rails db:migrate:status',
    ],
  },
  find: (analysis) =>
    [...findRules(analysis, externalRules), ...analysis.commands.flatMap(statements)].map((found) =>
      nearer(analysis, found),
    ),
};

const DATABASE_CLIENTS = /^(?:psql|mysql|mariadb|mongosh|mongo|clickhouse-client|cqlsh|sqlcmd|redis-cli)$/;

/** Statements on standard input, which are not read here. */
function statements(command: Command): CheckFinding[] {
  if (!DATABASE_CLIENTS.test(command.invocation.tool ?? '')) return [];
  const fed =
    command.stdin.length > 0 ||
    command.redirects.some(
      (redirect) => /^(?:read|heredoc|herestring)$/.test(redirect.kind) && redirect.target?.text !== '/dev/null',
    );
  return fed ? [finding('medium', command, 'Statements of the input are run on a database.', command)] : [];
}

/** A server of this machine is a server under test. */
function nearer(analysis: Analysis, found: CheckFinding): CheckFinding {
  const contacts = found.command === null ? [] : contactsOf(analysis, found.command);
  const here = contacts.length > 0 && contacts.every((contact) => contact.host !== null && isLoopback(contact.host));
  return here ? { ...found, severity: 'low' } : found;
}
