/** What the grammar does not see although bash runs it. Each payload must be found as a command, with its effect. */
import { describe, expect, it } from 'vitest';
import { assess, verdictOf } from './assess.ts';
import { hasBash, runInBash } from './real-bash.ts';

/** A recorder stands in for the program where real bash runs the command. */
const PAYLOAD = 'rm -rf ~';

const hidden: readonly (readonly [string, string])[] = [
  ['backticks in a here-document', `cat <<E\n\`${PAYLOAD}\`\nE`],
  ['a substitution in a here-document', `cat <<E\n$(${PAYLOAD})\nE`],
  ['backticks in a default value', `echo \${x:=\`${PAYLOAD}\`}`],
  ['backticks in a quoted default value', `echo "\${x:-\`${PAYLOAD}\`}"`],
  ['nested backticks', `echo \`echo \\\`${PAYLOAD}\\\`\``],
  ['coproc', `coproc ${PAYLOAD}`],
  ['coproc with a name', `coproc N { ${PAYLOAD}; }`],
  ['time', `time ${PAYLOAD}`],
  ['time -p', `time -p ${PAYLOAD}`],
  ['negated group', `! { ${PAYLOAD}; }`],
  ['a joined program', 'r\\\nm -rf ~'],
  ['a joined option', 'rm -r\\\nf ~'],
  ['a comment that ends in a backslash', `# c \\\n${PAYLOAD}`],
  ['single quotes with a backslash before the newline', `echo 'a\\\nb'; ${PAYLOAD}`],
  ['words behind a redirect', `> out ${PAYLOAD}`],
  ['words behind a redirect in the middle', 'rm > out -rf ~'],
  ['a second command on the line of a here-document', `cat <<E; ${PAYLOAD}\nx\nE`],
  ['behind a here-document', `cat <<E\nx\nE\n${PAYLOAD}`],
  ['a pipe and a redirect with a here-document', `cat <<E > f | ${PAYLOAD}\nx\nE`],
  ['two here-documents', `cat <<A <<B\n1\nA\n2\nB\n${PAYLOAD}`],
  ['a here-document whose delimiter stands quoted', `cat <<'E'\nE\n${PAYLOAD}\nE`],
  ['a subscript', `a[$(${PAYLOAD})]=1`],
  ['a subscript in an expansion', `echo "\${a[$(${PAYLOAD})]}"`],
  ['arithmetic', `echo $((\`${PAYLOAD}\`))`],
  ['old arithmetic', `echo $[$(${PAYLOAD})]`],
  ['a condition', `[[ -n $(${PAYLOAD}) ]]`],
  ['a case subject', `case $(${PAYLOAD}) in x) ;; esac`],
  ['a case pattern', `case x in $(${PAYLOAD})) ;; esac`],
  ['a for list', `for x in $(${PAYLOAD}); do :; done`],
  ['an array', `a=(1 $(${PAYLOAD}))`],
  ['a declared array', `declare -a a=(1 $(${PAYLOAD}))`],
  ['a pattern removal', `x=ab; echo \${x#$(${PAYLOAD})}`],
  ['a replacement', `x=ab; echo \${x/a/$(${PAYLOAD})}`],
  ['a substring offset', `x=ab; echo \${x:$(${PAYLOAD})}`],
  ['a process substitution', `diff <(${PAYLOAD}) b`],
  ['a process substitution for output', `tee >(${PAYLOAD})`],
  ['a here-string', `cat <<< "$(${PAYLOAD})"`],
  ['a redirect target', `echo > "$(${PAYLOAD})"`],
  ['a case arm in a substitution', `echo $(case x in x) ${PAYLOAD};; esac)`],
  ['a here-document in a substitution', `echo "$(cat <<E\n$(${PAYLOAD})\nE\n)"`],
  ['the program of an assignment', `X=1 ${PAYLOAD}`],
  ['a variable', 'p=rm; $p -rf ~'],
  ['two variables', 'a=r b=m; $a$b -rf ~'],
  ['positional parameters', 'set -- rm -rf ~; "$@"'],
  ['a function', `f() { ${PAYLOAD}; }; f`],
  ['a function with arguments', 'f() { rm -rf "$1"; }; f ~'],
  ['a function in a pipeline', `f() { ${PAYLOAD}; }; echo | f`],
  ['printf -v', 'printf -v c %s rm; $c -rf ~'],
  ['eval of several words', 'eval rm -rf "~"'],
  ['a trap', `trap '${PAYLOAD}' EXIT`],
  ['a callback', `mapfile -C '${PAYLOAD} #' -c 1 a <<< line`],
  ['a shell in a shell', `bash -c "sh -c '${PAYLOAD}'"`],
  ['code for a shell from a pipe', `echo '${PAYLOAD}' | sh`],
  ['code for a shell from a here-document', `sh <<'E'\n${PAYLOAD}\nE`],
  ['arguments of a shell', `sh -c 'rm -rf "$1"' _ ~`],
  ['xargs', 'echo ~ | xargs -I{} rm -rf ~'],
  ['find', 'find . -exec rm -rf ~ ";"'],
  ['wrappers', 'nohup nice -n 5 env -i A=1 timeout -k 1 5 stdbuf -o0 rm -rf ~'],
  ['busybox', 'busybox rm -rf ~'],
  ['an item of a case that falls through', `c=true; case x in x) c=rm;& *) $c -rf ~;; esac`],
  ['a here-string behind a redirect', `rm > f -rf ~ <<< x`],
  ['a brace expansion as a program', '{rm,-rf,~}'],
  ['a branch behind an assignment with a redirect', `x=1 > f; ${PAYLOAD}`],
  ['a descriptor for both ways', `exec 3<>f; ${PAYLOAD} 3>&-`],
  ['a trap with a function that comes later', `trap g EXIT; g() { ${PAYLOAD}; }`],
  ['a round of a loop', `for x in true rm; do $x -rf ~; done`],
  ['a name that read takes', `read p q <<< 'rm -rf'; $p $q ~`],
  ['a callback of an unknown command', `command_not_found_handle() { ${PAYLOAD}; }; nosuchprogram`],
  ['a value that arithmetic evaluates', `x='a[$(${PAYLOAD})]'; let x`],
  ['a value behind a value', `x=y; y='a[$(${PAYLOAD})]'; echo $((x))`],
  ['a variable declared as a number', `declare -i n; n='a[$(${PAYLOAD})]'`],
  ['a reference to an element', `declare -n r='a[$(${PAYLOAD})]'; echo "$r"`],
  ['an indirect expansion', `x='a[$(${PAYLOAD})]'; echo "\${!x}"`],
  ['words of a completion', `compgen -W '$(${PAYLOAD})'`],
  ['a name for exec', 'exec -la x rm -rf ~'],
];

/** Not to be seen with recorders: the wrapper empties PATH, brings programs of its own, or starts none before the script ends. */
const UNSEEN = new Set(['wrappers', 'busybox', 'coproc', 'coproc with a name', 'a process substitution for output']);

describe('hidden commands', () => {
  it.skipIf(!hasBash).each(hidden.filter(([name]) => !UNSEEN.has(name)))('real bash runs it: %s', (_, command) => {
    expect(runInBash(command, ['rm']).calls).toContain(PAYLOAD);
  });

  it.each(hidden)('%s', (_, command) => {
    const assessment = assess(command);
    expect(verdictOf(assessment), JSON.stringify(assessment)).toBe('deny');
    if (assessment.findings.some((finding) => finding.category === 'expansion-side-effect')) return;
    expect(assessment.effects.writes, JSON.stringify(assessment)).toContain('~');
    expect(assessment.effects.execs).toContain('rm');
  });
});

const inert: readonly (readonly [string, string])[] = [
  ['single quotes', `echo '$(${PAYLOAD})'`],
  ['a quoted here-document', `cat <<'E'\n$(${PAYLOAD})\n\`${PAYLOAD}\`\nE`],
  ['an escaped delimiter', `cat <<\\E\n$(${PAYLOAD})\nE`],
  ['an escaped substitution', `echo \\$(echo) "\\$(${PAYLOAD})"`.replace('\\$(echo) ', '')],
  ['a comment', `ls # ${PAYLOAD}`],
  ['a message', `git commit -m "${PAYLOAD}"`],
  ['a pattern', `grep -n '${PAYLOAD}' a.sh`],
];

describe('inert text', () => {
  it.skipIf(!hasBash).each(inert)('real bash runs none of it: %s', (_, command) => {
    expect(runInBash(command, ['rm', 'git', 'grep', 'ls']).calls.filter((call) => call.startsWith('rm'))).toEqual([]);
  });

  it.each(inert)('%s', (_, command) => {
    const assessment = assess(command);
    expect(assessment.effects.execs).not.toContain('rm');
    expect(verdictOf(assessment), JSON.stringify(assessment)).toBe('allow');
  });
});
