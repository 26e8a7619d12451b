/** The published form of a token that names its issuer: found by a short text in it, judged by its whole form. */

export interface TokenFormat {
  /** The rule is `secret-` and this. */
  readonly id: string;
  /** As in "a token of GitHub". */
  readonly what: string;
  /** Texts of at least four characters of which every token of the form has one. */
  readonly anchors: readonly string[];
  /** Characters of the anchor before the token; 0 by default. */
  readonly skip?: number;
  /** Characters of the token before the anchor, at most; 0 by default. */
  readonly back?: number;
  /** Of the whole token: sticky, or global where `back` is given; linear on any text. The groups are what chance made. */
  readonly pattern: RegExp;
  /** False: the token was damaged or made up. */
  readonly check?: (token: string) => boolean;
  /** Where it is made invalid. */
  readonly revoke: string;
  /** `~` letters and digits, `@` letters, `#` hex, `%` capital hex, `^` capitals and 2 to 7, `&` bech32, `9` digits, `?` a tilde, `!` the check over what stands after the first `_`. */
  readonly sample: string;
  /** Needed beside the form: a word near it, since others have the form, too. */
  readonly near?: RegExp;
}
