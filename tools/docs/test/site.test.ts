import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crawl } from '../crawl.ts';
import { makeSite } from '../site.ts';

const chromium = process.env.CHROME_PATH ?? '/usr/bin/chromium';
const hasChromium = existsSync(chromium) || process.env.CI === 'true';
if (!hasChromium) console.log('No Chromium here: the links of the documentation site are not followed.');

describe('the documentation site', () => {
  let site: string;
  let problems: readonly string[];
  beforeAll(async () => {
    site = mkdtempSync(join(fileURLToPath(new URL('..', import.meta.url)), 'dist-'));
    problems = await makeSite(site);
  }, 120_000);
  afterAll(() => rmSync(site, { recursive: true, force: true }));

  it('documents everything public, with links that lead somewhere', () => {
    expect(problems).toEqual([]);
  });

  it.runIf(hasChromium)('has no broken link or picture in a browser', { timeout: 180_000 }, async () => {
    const { pages, broken } = await crawl(site, chromium);
    expect(broken).toEqual([]);
    expect(pages).toBeGreaterThan(100);
  });
});
