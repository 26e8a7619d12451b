/**
 * A word that a shell takes as it stands. Repositories and models choose names, and a person pastes the lines that
 * cordon prints: `.vscode/$(id)` in double quotes would run.
 */
export function shellWord(text: string): string {
  return /^[\w./@%+=:,][\w./@%+=:,-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
