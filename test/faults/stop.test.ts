import { request } from 'node:http';
import { expect, test } from 'vitest';
import { isReachable } from '#simulator/devices/device.ts';
import { answersTo, nonsenseOf, volumeOf } from './questions.ts';
import { deliveryOf, hand, type SignedDelivery } from './signed.ts';
import { openSite, patiently } from './site.ts';
import { speak } from './speak.ts';

const SPACES = Array.from({ length: 12 }, (_, index) => `Room ${index}`);

/** Sends the first half of a delivery. `finish` sends the rest and gives the status. */
function halfOf(port: number, { headers, body }: SignedDelivery): { finish(): Promise<number | undefined> } {
  const answered = Promise.withResolvers<number | undefined>();
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  const to = { port, host: '127.0.0.1', method: 'POST', path: '/webhooks/webex', headers: { ...headers, ...length } };
  const sending = request(to, (answer) => answer.resume().on('end', () => answered.resolve(answer.statusCode)));
  sending.on('error', () => answered.resolve(undefined));
  sending.write(body.slice(0, 40));
  return {
    finish() {
      sending.end(body.slice(40));
      return answered.promise;
    },
  };
}

test('SIGTERM under load: nothing new is taken, it ends though Webex hangs, and the next start answers what was taken', async () => {
  await using site = await openSite();
  for (const title of SPACES) site.space(title, 'Alice');
  // Deliveries are handed over here.
  const env = { PUBLIC_URL: 'http://127.0.0.1:9' };
  const first = await site.start(env);
  // Longer than a stop may take.
  const fault = { method: 'POST', path: '/xapi/command', effect: 'hang', after: true } as const;
  const hung = site.cloud.faults.add({ ...fault, times: 2 });

  // A device for each space: one that somebody else is changing would be told as such.
  const devices = site.cloud.fleet
    .all()
    .filter((one) => isReachable(one) && one.botAccess === 'full' && one.product.traits.has('codec'))
    .map(({ displayName }) => displayName);
  const questions = SPACES.flatMap((space, index) => {
    const device = devices[index] ?? '';
    return [volumeOf(device, 10 + index), nonsenseOf(`qqz${index}`), volumeOf(device, 50 + index)].map((asked) => ({
      space,
      ...asked,
    }));
  });
  const ask = ({ words, space }: { words: string; space: string }) =>
    deliveryOf(site.cloud, speak(site.cloud, 'Alice', words, space));
  const taken = await Promise.all(questions.map((question) => hand(site.port, ask(question))));
  expect(new Set(taken)).toEqual(new Set([200]));
  const late = halfOf(site.port, ask({ words: 'qqzlate', space: 'Room 0' }));
  await expect.poll(() => hung.hits, patiently).toBe(2);
  // What was asked before this has reached the server: a connection on which nothing came yet would be closed as idle.
  expect((await site.asks('/healthz')).status).toBe(200);

  first.kill('SIGTERM');
  await expect.poll(async () => (await site.asks('/healthz')).status, patiently).toBe(0);
  expect(await late.finish()).toBe(503);
  expect(await first.ends()).toBe(0);
  const answeredBy = async () =>
    (await Promise.all(SPACES.map((space) => site.person('Alice').reads({ space })))).flat();
  const before = (await answeredBy()).length;

  const second = await site.start(env);
  await site.workedOff();
  const broken: string[] = [];
  for (const question of [...questions, { space: 'Room 0', ...nonsenseOf('qqzlate') }]) {
    const answers = answersTo(question, await site.person('Alice').reads({ space: question.space }));
    if (answers.length !== 1) broken.push(`${question.space}: ${question.words}, ${answers.length} answers`);
  }
  expect(broken).toEqual([]);
  const commands = site.arrivals.commands().map(({ isAnswered: _, ...command }) => JSON.stringify(command));
  expect(new Set(commands).size).toBe(commands.length);
  console.log(`${questions.length} events taken, ${before} answered before the end, the others by the next start`);
  second.kill('SIGTERM');
  expect(await second.ends()).toBe(0);
});
