/** What a path says about the purpose of a file. */

const TEST_FOLDER =
  /(?:^|[/!])(?:tests?|__tests__|specs?|__specs__|fixtures?|__fixtures__|__mocks__|mocks?|testdata|test-data|testing|test-?utils?|e2e|examples?|samples?|demos?|benchmarks?|bench|cypress|playwright)\//i;
const TEST_NAME =
  /(?:[._-](?:test|spec|fixture|mock|e2e)s?\.[cm]?[jt]sx?|[._-](?:examples?|samples?|fixtures?)\.(?:json|ya?ml|toml|xml)|_test\.(?:py|go|rb))$|(?:^|\/)test_[^/]*\.py$/i;

/** Made for tests and examples: what stands there is mostly made up. */
export function isTestPath(path: string): boolean {
  return TEST_FOLDER.test(path) || TEST_NAME.test(path);
}

/** In a folder of documentation. */
export function isDocsPath(path: string): boolean {
  return /(?:^|[/!])(?:docs?|documentation|guides?|tutorials?|website)\//i.test(path);
}

/** Text for people. */
export function isDocument(path: string): boolean {
  return /\.(?:md|mdx|markdown|rst|adoc|asciidoc|txt|html?)$|(?:^|\/)(?:readme|changelog|changes|history|licen[cs]e|notice|authors|contributing)(?:\.[a-z]+)?$/i.test(
    path,
  );
}

/** Settings rather than code: names and values without a program around them. */
export function isConfiguration(path: string): boolean {
  return /\.(?:env|json|json5|jsonc|ya?ml|toml|ini|cfg|conf|config|properties|plist|xml|tfvars|sh|bash|zsh|ps1|bat|cmd)$|(?:^|\/)\.(?:env|npmrc|netrc|pypirc|envrc)[^/]*$|(?:^|\/)(?:dockerfile|makefile|procfile)$/i.test(
    path,
  );
}
