// One plan with five changes in every format, unredacted and redacted. `vitest -u` rewrites the files in golden/; review their diff.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderPlanHtml } from '../../src/render/html/plan.ts';
import { SCRIPT } from '../../src/render/html/script.ts';
import { STYLE } from '../../src/render/html/style.ts';
import { renderPlanJson } from '../../src/render/json/plan.ts';
import { renderPlanMarkdown } from '../../src/render/markdown/plan.ts';
import { redactPlan } from '../../src/render/redact/plan.ts';
import { renderPlanText } from '../../src/render/text/plan.ts';
import { fiveChanges } from './five-changes.ts';

function golden(name: string): string {
  return join(import.meta.dirname, 'golden', name);
}

describe.each([
  ['plan', fiveChanges()],
  ['redacted', redactPlan(fiveChanges())],
])('%s', (name, plan) => {
  it('as text', async () => {
    await expect(renderPlanText(plan, { color: false, width: 80 })).toMatchFileSnapshot(golden(`${name}.txt`));
  });

  it('as text with words instead of symbols', async () => {
    const text = renderPlanText(plan, { color: false, width: 80, plain: true });
    await expect(text).toMatchFileSnapshot(golden(`${name}-plain.txt`));
  });

  it('as Markdown', async () => {
    await expect(renderPlanMarkdown(plan)).toMatchFileSnapshot(golden(`${name}.md`));
  });

  it('as HTML', async () => {
    const html = [...renderPlanHtml(plan)].join('').replace(STYLE, '…').replace(SCRIPT, '…');
    await expect(html.replace(/'sha256-[^']+'/g, "'sha256-…'")).toMatchFileSnapshot(golden(`${name}.html`));
  });

  it('as JSON', async () => {
    await expect([...renderPlanJson(plan)].join('')).toMatchFileSnapshot(golden(`${name}.json`));
  });
});
