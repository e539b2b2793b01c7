import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const OPTIONS = {
  all: { resultTypes: ['violations'] },
  colours: { resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] },
};

/** What axe finds serious or critical on the page as it stands: rule, and the first places. */
export async function seriousFindings(page: Page, rules: keyof typeof OPTIONS): Promise<string[]> {
  await page.evaluate(`if (typeof axe === 'undefined') { ${source} }`);
  const options = JSON.stringify(OPTIONS[rules]);
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => {
      const places = nodes.slice(0, 3).map(({ target, failureSummary }) => {
        return `${target.join(' ')} (${failureSummary?.split('\n')[1]?.trim() ?? ''})`;
      });
      return `${id}: ${places.join('; ')}`;
    });
}
