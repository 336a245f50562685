import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { z } from 'zod';

/** Texts whose contrast is below `least`, with their contrast. WCAG 2 asks 4.5 for normal text. */
export async function faintTexts(page: Page, least: number): Promise<string[]> {
  const source = await readFile(new URL('./in-page/faint-texts.js', import.meta.url), 'utf8');
  const run = source.replace(/;\s*$/, '');
  return z.array(z.string()).parse(await page.evaluate(`(${run})(${least})`));
}
