import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { linkOn } from '../draw.ts';
import { type Lab, openLab } from '../lab.ts';
import { signIn } from '../oauth-browser.ts';
import type { Persona } from '../persona.ts';

const emailOf = (lab: Lab, name: string): string =>
  lab.cloud.people.find(({ displayName }) => displayName.startsWith(name))?.email ?? '';
const link = async (who: Persona, words = 'login'): Promise<string> => linkOn((await who.says(words)).card);
const callbackOf = async (url: string, as: string): Promise<URL> =>
  new URL((await signIn(url, { as, stopBeforeCallback: true })).location ?? '');
const visit = async (url: URL | string) => {
  const answer = await fetch(url);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};
const grants = (lab: Lab) => lab.cloud.oauth.grants().filter(({ via }) => via === 'integration').length;
/** The store belongs to the bot as long as it runs. */
const rows = async (lab: Lab): Promise<Record<string, unknown>[]> => {
  await lab.stop();
  using db = new DatabaseSync(join(lab.dataDir, 'bot.sqlite'));
  return db
    .prepare('select * from login')
    .all()
    .map((row) => ({ ...row }));
};

describe('a visit to the callback', () => {
  test('without a state, with one of nobody, and with too much of it logs nobody in', async () => {
    await using lab = await openLab();
    const callback = await callbackOf(await link(lab.alice), emailOf(lab, 'Alice'));
    const code = callback.searchParams.get('code') ?? '';
    for (const query of [
      '',
      `?code=${code}`,
      `?code=${code}&state=${'A'.repeat(43)}`,
      `?code=${code}&state=${'A'.repeat(9_000)}`,
      `?code=${code}&state=a&state=b`,
      `?code=${code}&state[__proto__]=x`,
      '?error=access_denied',
    ]) {
      const { status, text, headers } = await visit(`${callback.origin}${callback.pathname}${query}`);
      expect(status, query).toBe(400);
      expect(text).toContain('You are not logged in');
      expect(text).not.toContain(code);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    expect((await lab.alice.says('whoami')).lines.join()).not.toContain('Logged in');
    // None of it took anything away from the visit that was meant.
    expect((await visit(callback)).status).toBe(200);
    expect(await rows(lab)).toHaveLength(1);
  });

  test('with a state that was used logs nobody in a second time, and takes nothing from who is in', async () => {
    await using lab = await openLab();
    const callback = await callbackOf(await link(lab.alice), emailOf(lab, 'Alice'));
    const visits = await Promise.all(Array.from({ length: 10 }, () => visit(callback)));
    expect(visits.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(400)]);
    expect(visits.find(({ status }) => status === 400)?.text).toContain('This link was used before');
    expect(grants(lab)).toBe(1);
    expect(await rows(lab)).toMatchObject([{ version: 1 }]);
  });

  test('by somebody else than who asked logs nobody in, whoever of them brings the code', async () => {
    await using lab = await openLab();
    const alices = await link(lab.alice);
    const asBob = await callbackOf(alices, emailOf(lab, 'Bob'));
    const { status, text } = await visit(asBob);
    expect(status).toBe(400);
    expect(text).toContain('You logged in as somebody else');
    // Bob's own code in Alice's link, and Alice's state with a code of Bob's link: both are codes of another challenge.
    const bobs = await callbackOf(await link(lab.bob), emailOf(lab, 'Bob'));
    const another = await callbackOf(await link(lab.alice), emailOf(lab, 'Alice'));
    another.searchParams.set('code', bobs.searchParams.get('code') ?? '');
    expect((await visit(another)).text).toContain('Webex did not accept the code');
    expect(await rows(lab)).toEqual([]);
  });

  test('after ten minutes logs nobody in', async () => {
    await using lab = await openLab();
    const url = await link(lab.alice);
    lab.clock.skip(10 * 60_000 + 1);
    const { status, text } = await visit(await callbackOf(url, emailOf(lab, 'Alice')));
    expect(status).toBe(400);
    expect(text).toContain('This link has run out');
    expect(await rows(lab)).toEqual([]);
  });

  test('while Webex does not answer says so, and keeps nothing', async () => {
    await using lab = await openLab();
    const callback = await callbackOf(await link(lab.alice), emailOf(lab, 'Alice'));
    lab.cloud.faults.add({ method: 'POST', path: '/access_token', effect: 'status', status: 503 });
    const card = await lab.alice.says('whoami');
    const { status, text } = await visit(callback);
    expect(status).toBe(400);
    expect(text).toContain('Webex did not answer');
    expect((await lab.alice.hears(card)).title).toBe('You are not logged in');
    expect(await rows(lab)).toEqual([]);
  });
});

describe('after a login', () => {
  test('nothing goes on in a space that they have left: they are told directly', async () => {
    await using lab = await openLab();
    const space = 'Room operations';
    await lab.bob.says('workspaces', { space });
    const url = linkOn((await lab.bob.reads()).at(-1)?.card);
    const { memberships } = lab.cloud.world;
    const membership = memberships.of(lab.bob.spaceId(space), lab.bob.id);
    const before = (await lab.alice.reads({ space })).length;
    await lab.alice.call('DELETE', `/memberships/${membership?.id}`);
    await visit(await callbackOf(url, emailOf(lab, 'Bob')));
    const told = async () => (await lab.bob.reads()).at(-1)?.text;
    await expect
      .poll(told, { timeout: 10_000, interval: 10 })
      .toContain('You are no longer in the space where you asked');
    expect(await lab.alice.reads({ space })).toHaveLength(before);
    expect(lab.exchanges('/workspaces')).toEqual([]);
  });

  test('a logout ends the links that were sent before it as well', async () => {
    await using lab = await openLab();
    const first = await link(lab.alice);
    const another = await lab.alice.says('login');
    await visit(await callbackOf(first, emailOf(lab, 'Alice')));
    await lab.alice.hears(another);
    expect((await lab.alice.says('logout')).title).toBe('You are logged out');
    const { status } = await visit(await callbackOf(linkOn(another.card), emailOf(lab, 'Alice')));
    expect(status).toBe(400);
    expect(await rows(lab)).toEqual([]);
  });

  test('a change that somebody approves when its requester has logged out is theirs to ask for again', async () => {
    const policy = `version: 1
roles:
  admin: { members: [alice.andersen@fjordbank.example], allow: [{ commands: all, tiers: 0-3 }] }
  second: { members: [bob.berg@fjordbank.example], allow: [{ commands: all, tiers: 0-3 }] }
approvals: [{ commands: workspace edit, by: second }]
`;
    await using lab = await openLab({ policy });
    await lab.logIn('Alice', 'workspaces');
    await lab.logIn('Bob', 'workspaces');
    const space = 'Room operations';
    const plan = await lab.alice.says('workspace edit fjord capacity:5', { space });
    const asked = await lab.alice.presses(plan, 'Ask for approval');
    await lab.alice.says('logout');
    const card = (await lab.bob.reads({ space })).find(({ lines }) => lines.join().includes('[Approve]')) ?? asked;
    const said = await lab.bob.presses(card, 'Approve');
    expect(said.lines.join('\n')).toContain('Whoever asked for this has to log in again first');
    expect(lab.written()).toEqual([]);
  });
});

describe('tokens in the store', () => {
  test('are sealed: neither they nor a state stand in its files or in the log', async () => {
    await using lab = await openLab();
    const url = await link(lab.alice);
    const callback = await callbackOf(url, emailOf(lab, 'Alice'));
    await visit(callback);
    await lab.alice.says('whoami');
    const secrets = lab.exchanges('/access_token').flatMap(({ responseBody }) => {
      const { access_token, refresh_token } = Object(responseBody);
      return [String(access_token), String(refresh_token)];
    });
    expect(secrets).toHaveLength(2);
    const state = new URL(url).searchParams.get('state') ?? '';
    await lab.stop();
    const files = readdirSync(lab.dataDir).map((name) => readFileSync(join(lab.dataDir, name)).toString('latin1'));
    expect(files.length).toBeGreaterThan(0);
    for (const secret of [...secrets, lab.cloud.oauth.clientSecret]) {
      expect(secret.length).toBeGreaterThan(20);
      expect(files.some((text) => text.includes(secret))).toBe(false);
      expect(lab.logged().some((line) => line.includes(secret))).toBe(false);
    }
    expect(lab.logged().some((line) => line.includes(state))).toBe(false);
    // The link itself is on the card that only Alice has; of the bot's own tables only the hash of its state is left.
    using db = new DatabaseSync(join(lab.dataDir, 'bot.sqlite'));
    expect(JSON.stringify(db.prepare('select * from login_request').all())).not.toContain(state);
  });

  test('open in their own row only: those of somebody else, and a flipped bit, end the login', async () => {
    await using lab = await openLab();
    await lab.logIn('Alice', 'workspaces');
    await lab.logIn('Bob', 'workspaces');
    await lab.stop();
    swapAndFlip(join(lab.dataDir, 'bot.sqlite'));
    await lab.restart();
    for (const who of [lab.alice, lab.bob]) expect((await who.says('workspaces')).title).toBe('Your login has ended');
    expect(lab.exchanges('/workspaces')).toEqual([]);
  });
});

/** One gets the tokens of the other, whose own are changed by a bit. */
function swapAndFlip(file: string): void {
  using db = new DatabaseSync(file);
  const [one, other] = db
    .prepare('select key, body from login')
    .all()
    .map((row) => ({ key: String(row['key']), body: JSON.parse(String(row['body'])) }));
  if (!one || !other) throw new Error('there are not two logins');
  const put = (key: string, tokens: string) =>
    db.prepare("update login set body = json_set(body, '$.tokens', ?) where key = ?").run(tokens, key);
  const theirs = String(other.body.tokens);
  put(one.key, theirs);
  put(other.key, `${theirs.slice(0, -4)}${theirs.at(-4) === 'A' ? 'B' : 'A'}${theirs.slice(-3)}`);
}
