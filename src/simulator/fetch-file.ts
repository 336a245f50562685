import { request } from 'undici';
import type { NewFile } from './posting.ts';
import { badRequest } from './requests.ts';

const MOST_BYTES = 20 * 1024 * 1024;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Fetches the file that a message names by address, as Webex does. This cloud never calls out: it takes addresses of
 * this machine only and refuses the rest with a 400, as Webex refuses what it can't reach.
 */
export async function fetchFile(address: string): Promise<NewFile> {
  const url = new URL(address);
  if (!LOOPBACK.has(url.hostname)) throw badRequest('files: this simulated cloud fetches from this machine only.');
  try {
    const { statusCode, headers, body } = await request(url, { headersTimeout: 5_000, bodyTimeout: 5_000 });
    const bytes = new Uint8Array(await body.arrayBuffer());
    if (statusCode !== 200 || bytes.byteLength > MOST_BYTES) throw new Error(`status ${statusCode}`);
    const type = String(headers['content-type'] ?? 'application/octet-stream');
    return { name: decodeURIComponent(url.pathname.split('/').at(-1) || 'file'), type, bytes };
  } catch {
    throw badRequest('files: the file could not be fetched.');
  }
}
