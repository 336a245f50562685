import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { openCloud } from './cloud.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

function form(fields: Record<string, string>, files: { name: string; type: string; bytes: Uint8Array }[]): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  for (const { name, type, bytes } of files) data.append('files', new Blob([new Uint8Array(bytes)], { type }), name);
  return data;
}

const plot = { name: 'plot æ.png', type: 'image/png', bytes: PNG };

test('a file is uploaded with a message and read by who sees the message', async () => {
  await using cloud = await openCloud();
  const body = form({ roomId: cloud.direct, markdown: '**plot**' }, [plot]);
  const posted = await cloud.bot.send('/messages', { method: 'POST', body });
  expect(posted.status).toBe(200);
  expect(posted.body).toMatchObject({ text: 'plot', html: '<p><strong>plot</strong></p>' });
  const [url = ''] = posted.body.files;
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\/contents\/\w+/);

  const alice = cloud.simulator.people[0]?.token;
  const file = await fetch(url, { headers: { authorization: `Bearer ${alice}` } });
  expect(file.headers.get('content-type')).toBe('image/png');
  expect(file.headers.get('content-disposition')).toContain("filename*=UTF-8''plot%20%C3%A6.png");
  expect(file.headers.get('content-security-policy')).toContain('sandbox');
  expect(Buffer.from(await file.arrayBuffer())).toEqual(PNG);
  expect((await fetch(url)).status).toBe(401);
  expect((await cloud.bob.get(url)).status).toBe(404);

  await cloud.bot.delete(`/messages/${posted.body.id}`);
  expect((await cloud.alice.get(url)).status).toBe(404);
});

test('a form has one file, and the same limits as JSON', async () => {
  await using cloud = await openCloud();
  const post = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
    cloud.bot.send('/messages', { method: 'POST', body, headers });
  const { direct: roomId } = cloud;
  expect((await post(form({ roomId }, [plot, plot]))).status).toBe(400);
  expect((await post(form({ roomId, text: 'no file' }, []))).status).toBe(400);
  expect((await post(form({ roomId, text: 'x'.repeat(7_440) }, [plot]))).status).toBe(400);
  expect((await post(form({}, [plot]))).status).toBe(400);
  expect((await post('nonsense', { 'content-type': 'multipart/form-data' })).status).toBe(400);
  const cutOff = '--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nabc';
  expect((await post(cutOff, { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(400);
});

test('a file is fetched by address from this machine, and from nowhere else', async () => {
  await using cloud = await openCloud();
  const server = createServer((req, res) => {
    if (req.url === '/plot.png') res.writeHead(200, { 'content-type': 'image/png' }).end(PNG);
    else res.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const post = (...files: string[]) => cloud.bot.post('/messages', { roomId: cloud.direct, files });
  const posted = await post(`http://127.0.0.1:${port}/plot.png`);
  expect(posted.status).toBe(200);
  expect((await cloud.alice.get(posted.body.files[0] ?? '')).headers.get('content-type')).toBe('image/png');
  expect((await post(`http://127.0.0.1:${port}/missing`)).status).toBe(400);
  expect((await post('http://files.example/plot.png')).status).toBe(400);
  expect((await post('file:///etc/passwd')).status).toBe(400);
  expect((await post('http://127.0.0.1/a', 'http://127.0.0.1/b')).status).toBe(400);
  server.closeAllConnections();
  server.close();
});
