/**
 * Credentials that people keep in a repository's git configuration: a token in the URL of a remote, an `extraheader` of a
 * CI checkout, a password. They are cut out of the copy that goes in; `.git` never comes out again, so nothing is lost.
 */

/** Configuration files of a repository, of its submodules and work trees, at any depth. */
const configFile = /(?:^|\/)\.git\/(?:.*\/)?config(?:\.worktree)?$/i;

export function isGitConfig(path: string): boolean {
  return configFile.test(path);
}

/** Keys whose whole value is a credential; they may stand behind a section header on the same line. */
const secretKey =
  /^(\s*(?:\[[^\]]*\]\s*)?)(?:extraheader|[\w-]*(?:password|passwd|token|secret|apikey|api-key)[\w-]*)\s*=.*$/i;
/** The user part of a web address is as often a token as a name, so it goes as a whole. */
const webUser = /(https?:\/\/)[^/\s"'@]*@/gi;
/** Other schemes, such as ssh, need their user name; the password goes. */
const otherPassword = /([a-z][a-z0-9+.-]*:\/\/[^/\s"':@]+):[^/\s"'@]*@/gi;

/** The configuration without its credentials; the same bytes when there are none. */
export function withoutCredentials(content: Buffer): Buffer {
  const text = content.toString('latin1');
  const lines: string[] = [];
  let dropping = false;
  for (const line of text.split('\n')) {
    const continues = /(?:^|[^\\])(?:\\\\)*\\\r?$/.test(line);
    if (dropping) {
      // The value of a dropped key goes on over a line end.
      dropping = continues;
      continue;
    }
    const match = secretKey.exec(line);
    if (match === null) lines.push(line.replace(webUser, '$1').replace(otherPassword, '$1@'));
    else {
      lines.push(match[1] ?? '');
      dropping = continues;
    }
  }
  return Buffer.from(lines.join('\n'), 'latin1');
}
