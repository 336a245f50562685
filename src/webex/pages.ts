import { z } from 'zod';
import type { Answer, Call } from './call.ts';
import { badAnswer } from './errors.ts';
import { itemsOf } from './page-items.ts';

/** No list of Webex is this long; a server that names ever new pages must not keep the bot busy for good. */
const MAX_PAGES = 1_000;

/** What is kept of a page: its items were taken out. */
const Page = z.object({ items: z.array(z.never()) });

/**
 * Reads all pages of a list. An item the schema can't read is left out, so that one odd item does not hide the others.
 * The token goes only where it belongs: a `next` link to another origin is an error, never followed.
 * https://developer.webex.com/docs/basics, "Pagination"
 */
export async function listAll<T>(call: Call, path: string, schema: z.ZodType<T>): Promise<T[]> {
  return list(call, path, schema, Number.POSITIVE_INFINITY);
}

/** Reads the first page only: for lists that go back without end. */
export async function listPage<T>(call: Call, path: string, schema: z.ZodType<T>): Promise<T[]> {
  return list(call, path, schema, 1);
}

async function list<T>(call: Call, path: string, schema: z.ZodType<T>, pages: number): Promise<T[]> {
  const found: T[] = [];
  let seen = 0;
  let next: string | undefined = path;
  for (let page = 0; next !== undefined && page < pages; page += 1) {
    let items: T[] = [];
    let count = 0;
    const take = (item: unknown): void => {
      count += 1;
      const parsed = schema.safeParse(item);
      if (parsed.success) items.push(parsed.data);
    };
    // An answer that broke off is asked for again, and begins anew.
    const keep = () => {
      items = [];
      count = 0;
      return itemsOf(take);
    };
    const answer: Answer<unknown> = await call({ method: 'GET', path: next, keep }, Page);
    for (const item of items) found.push(item);
    seen += count;
    const following = nextPath(answer.link, call.base);
    if (following === 'elsewhere' || following === next || page >= MAX_PAGES) {
      throw badAnswer(true, answer.trackingId, new Error('the link to the next page leads elsewhere or in a circle'));
    }
    next = following;
    if (seen > 0 && found.length === 0) throw badAnswer(true, answer.trackingId, new Error('no item could be read'));
  }
  return found;
}

/** The path below the API's base that `<url>; rel="next"` names; `elsewhere` when it is not below it. */
export function nextPath(link: string | undefined, base: string): string | undefined {
  const target = link?.split(/,\s*(?=<)/).find((entry) => /;\s*rel="?next"?\s*(;|$)/i.test(entry));
  const href = target?.match(/<([^>]*)>/)?.[1];
  if (href === undefined) return undefined;
  if (!URL.canParse(href, `${base}/`)) return 'elsewhere';
  const url = new URL(href, `${base}/`);
  const whole = url.origin + url.pathname;
  return whole.startsWith(`${base}/`) ? whole.slice(base.length) + url.search : 'elsewhere';
}
