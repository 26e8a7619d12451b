import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderRulesDoc } from '../../release-guard/rules-doc.ts';

it('docs/release-guard-rules.md is what the rules say (node release-guard/rules-doc.ts writes it)', () => {
  expect(readFileSync(new URL('../../docs/release-guard-rules.md', import.meta.url), 'utf8')).toBe(renderRulesDoc());
});
