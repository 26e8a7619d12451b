/** Questions as the gate puts them, from the few members that a test is about. */
import {
  type Assessment,
  type Finding,
  type JsonObject,
  type Mode,
  noEffects,
  type PolicyQuestion,
  WORKSPACE,
} from '../../src/contract/index.ts';

export interface QuestionSpec extends Partial<Omit<Assessment, 'effects'>> {
  readonly tool?: string;
  readonly input?: JsonObject;
  readonly cwd?: string;
  readonly at?: string;
  readonly mode?: Mode;
  readonly effects?: Partial<Assessment['effects']>;
  readonly resolved?: Readonly<Record<string, string>>;
}

const span = { start: 0, end: 1 };

/** Without a word about the tool it is bash with a command of no meaning: only the assessment counts. */
export function question(spec: QuestionSpec): PolicyQuestion {
  const {
    tool = 'bash',
    input = { command: ':' },
    cwd = WORKSPACE,
    at = '2026-11-01T00:00:00Z',
    mode = 'default',
    resolved = {},
    effects,
    ...rest
  } = spec;
  return {
    call: { id: 'c1', sessionId: 's1', source: 'agent', tool, input, cwd, at },
    assessment: {
      callId: 'c1',
      parse: 'ok',
      findings: [],
      commands: [],
      contacts: [],
      opaque: [],
      classifierVersion: 'test',
      ...rest,
      effects: { ...noEffects, ...effects },
    },
    resolved: new Map(Object.entries(resolved)),
    mode,
  };
}

/** `git push origin` as one simple command. */
export function command(text: string) {
  const [program = '', ...args] = text.split(' ');
  return { program, args, span };
}

export function finding(category: Finding['category'], severity: Finding['severity']): Finding {
  return { category, severity, span, evidence: 'evidence', message: 'What was seen.' };
}

export function opaque(kind: 'parse' | 'runtime' | 'read') {
  return { kind, span, why: 'a word known only later' };
}
