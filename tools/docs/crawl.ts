/**
 * Walks through the site in Chromium, as a reader would with every link.
 *
 * The scripts of a page draw the same menu over and over, which takes longer than all the rest: they run in the first
 * page of each folder, whose links are those of the menu too; the others are read without.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import sirv from 'sirv';

export interface Walk {
  readonly pages: number;
  /** Links and pictures that lead nowhere, and errors of pages, a line each. */
  readonly broken: readonly string[];
}

/** What a page has to say of itself. */
interface Content {
  readonly ids: readonly string[];
  readonly links: readonly string[];
  readonly brokenPictures: readonly string[];
}

interface Tab {
  readonly withScripts: Page;
  readonly without: Page;
}

/** How many pages are read at once. */
const TABS = 4;

export async function crawl(site: string, executablePath: string): Promise<Walk> {
  const server = createServer(sirv(site, { maxAge: 3600, dev: false }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const browser = await chromium.launch({ executablePath });
    try {
      return await new Crawler(browser, originOf(server)).walk();
    } finally {
      await browser.close();
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

class Crawler {
  readonly #browser: Browser;
  readonly #origin: string;
  readonly #contents = new Map<string, Content>();
  readonly #broken: string[] = [];
  readonly #found: string[] = [];
  readonly #seen = new Set<string>();
  readonly #foldersWithScripts = new Set<string>();

  constructor(browser: Browser, origin: string) {
    this.#browser = browser;
    this.#origin = origin;
  }

  async walk(): Promise<Walk> {
    this.#see(`${this.#origin}/index.html`);
    const tabs = await Promise.all(Array.from({ length: TABS }, () => this.#openTab()));
    while (this.#found.length > 0) {
      await Promise.all(tabs.map((tab) => this.#visitNext(tab)));
    }
    this.#checkFragments();
    return { pages: this.#contents.size, broken: this.#broken };
  }

  async #openTab(): Promise<Tab> {
    const [withScripts, without] = await Promise.all([
      this.#browser.newPage(),
      this.#browser.newPage({ javaScriptEnabled: false }),
    ]);
    return { withScripts, without };
  }

  #see(url: string): void {
    if (this.#seen.has(url)) return;
    this.#seen.add(url);
    this.#found.push(url);
  }

  async #visitNext(tab: Tab): Promise<void> {
    const url = this.#found.shift();
    if (url === undefined) return;
    if (!url.endsWith('.html')) return this.#checkFile(url);
    const page = this.#isFirstOfFolder(url) ? tab.withScripts : tab.without;
    const note = (error: Error) => this.#broken.push(`${this.#path(url)}: ${error.message}`);
    page.on('pageerror', note);
    const response = await page.goto(url, { waitUntil: 'load' });
    if (response === null || !response.ok()) this.#broken.push(`${this.#path(url)} does not exist`);
    else await this.#read(page, url);
    page.off('pageerror', note);
  }

  #isFirstOfFolder(url: string): boolean {
    const folder = url.slice(0, url.lastIndexOf('/'));
    if (this.#foldersWithScripts.has(folder)) return false;
    this.#foldersWithScripts.add(folder);
    return true;
  }

  /** A browser would save a file that is no page. */
  async #checkFile(url: string): Promise<void> {
    const { ok } = await fetch(url, { method: 'HEAD' });
    if (!ok) this.#broken.push(`${this.#path(url)} does not exist`);
  }

  async #read(page: Page, url: string): Promise<void> {
    const content = await page.evaluate(() => ({
      ids: Array.from(document.querySelectorAll('[id]'), ({ id }) => id),
      links: Array.from(document.querySelectorAll('a[href]'), (link) => (link as HTMLAnchorElement).href),
      brokenPictures: Array.from(document.images)
        .filter((image) => image.naturalWidth === 0)
        .map(({ src }) => src),
    }));
    this.#contents.set(url, content);
    for (const picture of content.brokenPictures)
      this.#broken.push(`${this.#path(url)} has no picture ${picture}`);
    for (const link of content.links) if (link.startsWith(this.#origin)) this.#see(withoutFragment(link));
  }

  #checkFragments(): void {
    for (const [url, { links }] of this.#contents) {
      for (const link of links) {
        const target = this.#contents.get(withoutFragment(link));
        const fragment = decodeURIComponent(new URL(link).hash.slice(1));
        if (target === undefined || fragment === '' || target.ids.includes(fragment)) continue;
        this.#broken.push(`${this.#path(url)} links to ${this.#path(link)}, which has no such place`);
      }
    }
  }

  #path(url: string): string {
    return url.slice(this.#origin.length);
  }
}

function withoutFragment(link: string): string {
  return link.split('#', 1)[0] as string;
}
