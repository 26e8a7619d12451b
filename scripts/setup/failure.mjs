/** A step that cannot go on: what failed, why, and the exact command that the user can type. */
export class SetupFailure extends Error {
  /**
   * @param {string} what
   * @param {string} why
   * @param {string} [command]
   */
  constructor(what, why, command) {
    super(what);
    this.name = 'SetupFailure';
    this.why = why;
    this.command = command;
  }
}
