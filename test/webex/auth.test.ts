import { expect, test } from 'vitest';
import { Problem } from '#lib/problem.ts';
import type { Auth } from '#webex/auth.ts';
import { WebexError } from '#webex/errors.ts';
import { failureOf, fakeWebex, TOKEN } from './fake-webex.ts';

const body = { displayName: 'Fjord' };
const made = { status: 201, json: { id: 'w', displayName: 'Fjord' } };

/** Tokens in the order they are given out, and what was refused. */
function tokens(...list: string[]) {
  const refused: [string, number][] = [];
  const auth: Auth = {
    token: () => list[0] ?? '',
    async renewed(token, tries) {
      refused.push([token, tries]);
      const next = list[tries + 1];
      if (next === undefined) throw new Problem('Your login has ended', { code: 'login-needed' });
      return next;
    },
    forbidden: (error) =>
      new WebexError('Not for you.', { ...error, code: 'no', kind: 'refused', outcome: 'refused', status: 403 }),
  };
  return { auth, refused };
}

test('what another token did not do is done with the new one, once, also what is never repeated otherwise', async () => {
  await using fake = await fakeWebex(({ headers }) =>
    headers.authorization === 'Bearer new' ? made : { status: 401 },
  );
  const { auth, refused } = tokens('old', 'new');
  await fake.webex.as(auth).workspaces.create(body);
  expect(fake.seen.map(({ method, headers }) => `${method} ${headers.authorization}`)).toEqual([
    'POST Bearer old',
    'POST Bearer new',
  ]);
  expect(refused).toEqual([['old', 0]]);
});

test('a new token that is refused too ends in what its owner is told', async () => {
  await using fake = await fakeWebex(() => ({ status: 401 }));
  const { auth, refused } = tokens('old', 'new');
  const error = await failureOf(fake.webex.as(auth).workspaces.create(body));
  expect(String(error)).toContain('Your login has ended');
  expect(refused).toEqual([
    ['old', 0],
    ['new', 1],
  ]);
  expect(fake.seen).toHaveLength(2);
});

test('a refusal for want of rights speaks of whose they are, and is sent once', async () => {
  await using fake = await fakeWebex(() => ({ status: 403 }));
  const { auth } = tokens('mine');
  const error = await failureOf(fake.webex.as(auth).workspaces.get('w'));
  expect(String(error)).toContain('Not for you.');
  expect(fake.seen).toHaveLength(1);
});

test('the pause of one token holds up nobody with another one', async () => {
  let calls = 0;
  await using fake = await fakeWebex(({ headers }) => {
    if (headers.authorization !== 'Bearer mine') return made;
    calls += 1;
    return calls === 1 ? { status: 429, headers: { 'retry-after': '30' } } : made;
  });
  const { auth } = tokens('mine');
  await fake.webex.as(auth).workspaces.get('w');
  const waited = fake.clock.slept.length;
  expect(waited).toBeGreaterThan(0);
  await fake.webex.workspaces.get('w');
  expect(fake.clock.slept).toHaveLength(waited);
  expect(fake.seen.at(-1)?.headers.authorization).toBe(`Bearer ${TOKEN}`);
});

test('no token of anybody stands in the log or in an error', async () => {
  await using fake = await fakeWebex(({ headers }) => ({
    status: 400,
    json: { message: `what is ${headers.authorization}` },
  }));
  const { auth } = tokens('a-token-of-a-person');
  const error = await failureOf(fake.webex.as(auth).workspaces.get('w'));
  expect(JSON.stringify([error, String(error), fake.log])).not.toContain('a-token-of-a-person');
});
