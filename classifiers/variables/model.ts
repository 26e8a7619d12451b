/** What is known of a variable. A newcomer adds a line to a table; the examples are run by the tests. */

export interface DangerousVariable {
  readonly name: RegExp;
  /** Values that are harmless. */
  readonly fine?: RegExp;
  /** Values that are not, where most are: then `fine` is not asked. */
  readonly bad?: RegExp;
  /** high: the value is run or loaded into whatever follows. medium: it leads a tool to other code, settings or servers. */
  readonly severity: 'high' | 'medium';
  readonly what: string;
  readonly flagged: readonly string[];
  readonly clean: readonly string[];
}

export type Facts = Omit<DangerousVariable, 'name'>;

/** Names are separated by blanks and may be patterns. */
export const variable = (names: string, facts: Facts): DangerousVariable => ({
  name: new RegExp(`^(?:${names.split(' ').join('|')})$`),
  ...facts,
});
