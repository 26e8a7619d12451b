/** Files of coding agents. What a person or a session left always blocks; what a team agreed on may be the product. */
import type { PackageDetector, PackageFacts, ReleaseRule } from '../detector.ts';
import type { RawFinding, ReleaseSeverity } from '../finding.ts';
import { LEAVE_OUT } from './file-rule.ts';
import { isTestPath } from './place.ts';

const PERSONAL =
  /(?:^|[/!])(?:\.claude\/(?:settings\.local\.json|\.credentials\.json|projects\/.*|todos\/.*|tasks\/.*|shell-snapshots\/.*|statsig\/.*|history\.jsonl|sessions?\/.*|logs?\/.*|file-history\/.*|ide\/.*|debug\/.*|worktrees\/.*|scheduled_tasks.*)|\.claude\.json(?:\.backup)?|claude\.local\.md|agents\.local\.md|\.codex\/(?:auth\.json|history\.jsonl|sessions\/.*|log\/.*)|\.gemini\/(?:oauth_creds\.json|google_accounts\.json|history\/.*|tmp\/.*|\.env)|\.aider\.[\w.-]+(?:\/.*)?|\.specstory\/.*|\.cursor\/(?:chats?\/.*|projects\/.*|\.?cache\/.*)|\.copilot\/(?:session-state|logs?|history)[\w.-]*(?:\/.*)?|\.opencode\/(?:sessions?|auth)[\w.-]*(?:\/.*)?)$/i;
const SHARED =
  /(?:^|[/!])(?:\.(?:claude|cursor|codex|gemini|windsurf|codeium|continue|roo|cline|kiro|junie|augment|opencode|agents?|amazonq|trae|qodo|goose|factory|amp|crush|qwen|kilocode|devin|copilot|claude-code|superpowers|bmad-core|taskmaster|serena)\/.*|\.(?:mcp|roomodes|cursorrules|cursorignore|cursorindexingignore|windsurfrules|clinerules|goosehints|aiderignore|claudeignore|geminiignore|codeiumignore|mcp\.json|mcp\.ya?ml)|mcp_config\.json|claude_desktop_config\.json|cline_mcp_settings\.json|\.vscode\/mcp\.json|\.github\/(?:copilot-instructions\.md|(?:prompts|instructions|chatmodes|agents)\/.*)|(?:conventions\.ai|copilot-instructions)\.md|\.rules|\.clinerules\/.*)$/i;
/** Agents read them by their names in capitals, in any folder; of other case only at the top, since `agent.md` is also what a manual calls its page. */
const INSTRUCTIONS =
  /(?:^|[/!])(?:CLAUDE|AGENTS?|GEMINI|WARP|CODEX|QWEN|CRUSH|KIMI)\.(?:md|MD)$|^(?:[Cc]laude|[Aa]gents|[Gg]emini)\.md$/;
/** Folders and files that plugins and skills for agents consist of. */
const PRODUCT =
  /(?:^|\/)(?:\.claude-plugin\/|\.(?:claude|agents?|codex|cursor|opencode|gemini)\/(?:skills|commands|agents|plugins|hooks|rules|prompts|output-styles|workflows|templates)\/)/i;

export type AgentFileKind = 'personal' | 'shared';

export function agentFileKind(path: string): AgentFileKind | null {
  if (PERSONAL.test(path)) return 'personal';
  return SHARED.test(path) || INSTRUCTIONS.test(path) ? 'shared' : null;
}

export const agentDetector: PackageDetector = {
  id: 'agent-files',
  judge(facts) {
    return facts.files.flatMap(({ path, type }) => {
      const kind = type === 'directory' ? null : agentFileKind(path);
      if (kind === null) return [];
      return kind === 'personal'
        ? [{ rule: 'file-agent-personal', file: path, ...(isTestPath(path) && { severity: 'warn' as const }) }]
        : shared(path, facts);
    });
  },
};

function shared(path: string, facts: PackageFacts): (RawFinding & { readonly file: string })[] {
  if (facts.context.choices.agentFiles === 'allow') return [];
  const severity: ReleaseSeverity = isTestPath(path) || isProduct(path, facts) ? 'warn' : 'block';
  return [{ rule: 'file-agent', file: path, severity, openSeverity: 'warn', content: path }];
}

/** The publisher named it: a skill or command for agents that `files` lists. */
function isProduct(path: string, { manifest, files }: PackageFacts): boolean {
  if (!PRODUCT.test(path)) return false;
  if (files.some(({ path: other }) => other === '.claude-plugin/plugin.json')) return true;
  const named = manifest?.files;
  return (
    Array.isArray(named) &&
    named.some(
      (entry) =>
        typeof entry === 'string' && /^\.?\/?\.(?:claude|agents?|codex|cursor|opencode|gemini)(?:\/|$)/i.test(entry),
    )
  );
}

export const agentRules: readonly ReleaseRule[] = [
  {
    id: 'file-agent-personal',
    severity: 'block',
    title: 'What an agent keeps for one person: settings, logins, sessions',
    why: 'Settings of one machine hold allowed commands with their secrets; sessions quote files and outputs.',
    fix: LEAVE_OUT,
    examples: {
      flagged: [
        '.claude/settings.local.json',
        'lib/.claude/projects/a/1.jsonl',
        '.aider.chat.history.md',
        '.codex/auth.json',
        'CLAUDE.local.md',
      ].map((path) => ({ path, content: '{}' })),
      clean: [{ path: 'dist/claude.js', content: 'x' }],
    },
  },
  {
    id: 'file-agent',
    severity: 'block',
    title: 'Instructions and settings for coding agents',
    why: 'They tell how the product is made, which servers are used, and what the agents may do.',
    fix: `${LEAVE_OUT}; if the package is a skill or a plugin for agents: agentFiles: allow in .cordon/release.yaml`,
    examples: {
      flagged: [
        '.claude/settings.json',
        'CLAUDE.md',
        'AGENTS.md',
        '.cursor/rules/a.mdc',
        '.mcp.json',
        '.cursorrules',
        '.github/copilot-instructions.md',
      ].map((path) => ({ path, content: 'one\n' })),
      clean: [
        { path: 'dist/agents.js', content: 'x' },
        { path: 'lib/mcp.json', content: 'x' },
        { path: 'docs/api/Agent.md', content: 'x' },
      ],
    },
  },
];
