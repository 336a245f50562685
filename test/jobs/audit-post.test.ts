import type { LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import { createAuditPost } from '#jobs/audit-post.ts';
import type { AllowedHost } from '#lib/outside-address.ts';
import { openReceiver } from './audit-receiver.ts';

const SECRET = 'a secret of the receiver';
const goesOn = new AbortController().signal;
const leadsTo =
  (...addresses: string[]): LookupFunction =>
  (_name, options, callback) => {
    const all = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (options.all) callback(null, all);
    else callback(null, addresses[0] ?? '', 4);
  };

async function sent(url: string, hosts: AllowedHost[], lookup?: LookupFunction): Promise<string> {
  const post = createAuditPost({ url, secret: SECRET, hosts, now: () => 1_700_000_000_000, ...(lookup && { lookup }) });
  try {
    await post.send('{"entries":[]}', goesOn);
    return 'sent';
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  } finally {
    await post.close();
  }
}
const here = [{ name: '127.0.0.1', isPrivate: false }];
const NOT_ALLOWED = 'Its name leads to an address that is not allowed.';

test('what is sent is signed over the time and the body, and names its key', async () => {
  await using receiver = await openReceiver();
  expect(await sent(receiver.url, here)).toBe('sent');
  const [first] = receiver.received;
  expect(first).toMatchObject({ path: '/in', text: '{"entries":[]}' });
  expect(first?.headers).toMatchObject({ 'content-type': 'application/json', 'x-audit-timestamp': '1700000000000' });
  expect(first?.headers['x-audit-key']).toMatch(/^[\da-f]{8}$/);
  expect(first && receiver.isSigned(first, SECRET)).toBe(true);
  expect(JSON.stringify(first)).not.toContain(SECRET);
});

test('a redirect is not followed', async () => {
  await using receiver = await openReceiver(() => 307);
  expect(await sent(receiver.url, here)).toBe('It answers 307: redirects are not followed.');
  expect(receiver.received).toHaveLength(1);
});

test.each([400, 401, 500])('an answer of %i is a failure', async (status) => {
  await using receiver = await openReceiver(() => status);
  expect(await sent(receiver.url, here)).toBe(`It answers ${status}.`);
});

test('a name of the list must lead to the internet, at the moment of connecting', async () => {
  await using receiver = await openReceiver();
  const url = `http://siem.example:${receiver.port}/in`;
  const siem = [{ name: 'siem.example', isPrivate: false }];
  for (const address of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1'])
    expect(await sent(url, siem, leadsTo(address))).toBe(NOT_ALLOWED);
  // One that is allowed does not help the others.
  expect(await sent(url, siem, leadsTo('93.184.216.34', '127.0.0.1'))).toBe(NOT_ALLOWED);
  expect(receiver.received).toEqual([]);
  expect(await sent(url, [{ name: 'siem.example', isPrivate: true }], leadsTo('127.0.0.1'))).toBe('sent');
});

test('a name that leads elsewhere the second time is checked the second time', async () => {
  await using receiver = await openReceiver();
  let asked = 0;
  const turning: LookupFunction = (name, options, callback) => {
    asked += 1;
    return leadsTo(asked === 1 ? '192.0.2.1' : '127.0.0.1')(name, options, callback);
  };
  const post = createAuditPost({
    url: `http://siem.example:${receiver.port}/in`,
    secret: SECRET,
    hosts: [{ name: 'siem.example', isPrivate: false }],
    lookup: turning,
    now: Date.now,
  });
  await expect(post.send('{}', goesOn)).rejects.toThrow(NOT_ALLOWED);
  await expect(post.send('{}', goesOn)).rejects.toThrow(NOT_ALLOWED);
  await post.close();
  expect(asked).toBe(2);
  expect(receiver.received).toEqual([]);
});

test('an address that the list does not name is not talked to', async () => {
  await using receiver = await openReceiver();
  expect(await sent(receiver.url, [{ name: '127.0.0.2', isPrivate: true }])).toBe(NOT_ALLOWED);
  expect(await sent('http://169.254.169.254/latest', [{ name: '169.254.169.254', isPrivate: true }])).toBe(NOT_ALLOWED);
  expect(receiver.received).toEqual([]);
});

test('what is not there, and what is stopped, is told without the address', async () => {
  const url = await (async () => {
    await using receiver = await openReceiver();
    return receiver.url;
  })();
  expect(await sent(url, here)).toBe('It can not be reached, or does not answer in time.');
  await using silent = await openReceiver(() => undefined);
  const post = createAuditPost({ url: silent.url, secret: SECRET, hosts: here, now: Date.now });
  const stopping = new AbortController();
  const under = post.send('{}', stopping.signal);
  stopping.abort();
  await expect(under).rejects.toThrow('It was broken off.');
  await post.close();
});
