import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { linkOn, tick } from '../draw.ts';
import { canaryTook, goesOn, itemsOf } from '../features/rollouts/rollout-lab.ts';
import type { Lab } from '../lab.ts';
import { signIn } from '../oauth-browser.ts';
import type { Persona, Said } from '../persona.ts';

/** Where a story stands: what was said last, by whom and where. */
export interface Scene {
  lab: Lab;
  last: Said | undefined;
  /** The last message of a person: what "in a thread" answers to. */
  lastAsked: string | undefined;
  space: string | undefined;
}

/** Runs one step and gives the lines that came of it. */
type Step = (scene: Scene, groups: Record<string, string>) => Promise<string[]>;

const persona = (lab: Lab, name: string): Persona => {
  const known: Record<string, Persona> = { Alice: lab.alice, Bob: lab.bob, Vera: lab.vera, Gus: lab.gus };
  const found = known[name];
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
};

const where = ({ space }: Scene, parentId?: string) => ({
  ...(space !== undefined && { space }),
  ...(parentId !== undefined && { parentId }),
});

function heard(scene: Scene, said: Said): string[] {
  scene.last = said;
  return [...(said.parentId === undefined ? [] : ['(in the thread)']), ...said.lines];
}

/** "level=30, text=Back soon" */
const fields = (text = ''): Record<string, string> =>
  Object.fromEntries(
    text
      .split(/,\s*/)
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );

/** The inputs of a card by their ids, as they stand on it. */
function filledIn(card: unknown): Record<string, string> {
  if (typeof card !== 'object' || card === null) return {};
  const { type, id, value } = { type: '', id: '', value: '', ...card };
  const own = String(type).startsWith('Input.') ? { [id]: String(value) } : {};
  return Object.assign(own, ...Object.values(card).map(filledIn));
}

/** What a story can say, as sentences. `⏎` stands for a new line. */
const STEPS: [RegExp, Step][] = [
  [
    /^> (?<who>\w+): ?(?<words>.*)$/s,
    async (scene, { who = '', words = '' }) =>
      heard(scene, await persona(scene.lab, who).says(words.replaceAll('⏎', '\n'), where(scene))),
  ],
  [
    /^> (?<who>\w+) in the thread: (?<words>.*)$/s,
    async (scene, { who = '', words = '' }) =>
      heard(scene, await persona(scene.lab, who).says(words, where(scene, scene.lastAsked))),
  ],
  [
    /^> (?<who>\w+) presses \[(?<title>[^\]]+)\](?: with (?<inputs>.*))?$/,
    async (scene, { who = '', title = '', inputs }) => {
      if (!scene.last) throw new Error('there is no card yet');
      return heard(scene, await persona(scene.lab, who).presses(scene.last, title, fields(inputs)));
    },
  ],
  [
    // As a client sends a form: what stands in it, and what was typed over it.
    /^> (?<who>\w+) fills in (?<inputs>.+) and presses \[(?<title>[^\]]+)\]$/,
    async (scene, { who = '', inputs, title = '' }) => {
      if (!scene.last) throw new Error('there is no card yet');
      const filled = { ...filledIn(scene.last.card), ...fields(inputs) };
      return heard(scene, await persona(scene.lab, who).presses(scene.last, title, filled));
    },
  ],
  [
    // > Alice ticks "Fjord", "Kew" and presses [Go on]
    /^> (?<who>\w+) ticks (?<titles>"[^"]+"(?:, "[^"]+")*) and presses \[(?<title>[^\]]+)\]$/,
    async (scene, { who = '', titles = '', title = '' }) => {
      if (!scene.last) throw new Error('there is no card yet');
      const ticked = Object.fromEntries(tick(scene.last.card, titles.slice(1, -1).split('", "')));
      return heard(scene, await persona(scene.lab, who).presses(scene.last, title, ticked));
    },
  ],
  [
    // As an administrator does it in Control Hub.
    /^! somebody sets the (?<what>capacity|type) of (?<name>.+) to (?<value>\S+)$/,
    async ({ lab }, { what = '', name = '', value = '' }) => {
      const { workspaces } = lab.cloud.places;
      const id = workspaces.all().find(({ displayName }) => displayName === name)?.id ?? '';
      const isSet = workspaces.set(id, { [what]: what === 'capacity' ? Number(value) : value });
      if (!isSet) throw new Error(`no workspace is called ${name}`);
      return [];
    },
  ],
  [
    // As an administrator does it in Control Hub.
    /^! somebody sets (?<key>[A-Z][\w.[\]]+) of (?<device>.+) to (?<value>\S+)$/,
    async ({ lab }, { key = '', device = '', value = '' }) => {
      lab.cloud.configurations.set(lab.deviceId(device), key, /^-?\d+$/.test(value) ? Number(value) : value);
      return [];
    },
  ],
  [
    /^> (?<who>\w+) presses \[(?<title>[^\]]+)\] again$/,
    async (scene, { who = '', title = '' }) => {
      const card = pressed.get(scene.lab);
      if (!card) throw new Error('nothing was kept to press again');
      return heard(scene, await persona(scene.lab, who).presses(card, title));
    },
  ],
  [
    /^! somebody keeps the card$/,
    async (scene) => {
      if (scene.last) pressed.set(scene.lab, scene.last);
      return [];
    },
  ],
  [
    /^! (?<who>\w+) hears$/,
    async (scene, { who = '' }) =>
      heard(scene, await persona(scene.lab, who).hears(scene.last ?? { id: '' }, where(scene))),
  ],
  [
    /^! (?<who>\w+) looks into "(?<title>[^"]+)"$/,
    async ({ lab }, { who = '', title = '' }) =>
      (await persona(lab, who).reads({ space: title })).flatMap(({ parentId, lines }) => [
        ...(parentId === undefined ? [] : ['(in the thread)']),
        ...lines,
      ]),
  ],
  [
    // A private answer stands there before the space hears of it; its file comes right behind it.
    /^! (?<who>\w+) reads what came directly$/,
    async (scene, { who = '' }) => {
      const all = await persona(scene.lab, who).reads();
      const newest = all.findLast(({ card }) => card !== undefined);
      return newest ? heard(scene, newest) : [];
    },
  ],
  [
    /^! (?<who>\w+) finds (?:directly|in "(?<title>[^"]+)")$/,
    async (scene, { who = '', title }) => {
      const said = await persona(scene.lab, who).reads(title === undefined ? {} : { space: title });
      const last = said.at(-1);
      if (!last) throw new Error('there is nothing');
      return heard(scene, last);
    },
  ],
  [
    /^! (?<who>\w+) says "(?<words>[^"]*)"$/,
    async (scene, { who = '', words = '' }) => {
      scene.lastAsked = await persona(scene.lab, who).posts(words, where(scene));
      const known = persona(scene.lab, who);
      return heard(scene, await known.hears({ id: '' }, where(scene)));
    },
  ],
  [
    /^! (?<who>\w+) starts a thread: (?<words>.*)$/,
    async (scene, { who = '', words = '' }) => {
      const known = persona(scene.lab, who);
      const { id } = await known.call('POST', '/messages', { roomId: known.spaceId(scene.space ?? ''), text: words });
      scene.lastAsked = String(id);
      return [];
    },
  ],
  [
    /^! (?<who>\w+) adds the bot to "(?<title>[^"]+)"$/,
    async (scene, { who = '', title = '' }) => {
      const known = persona(scene.lab, who);
      scene.space = title;
      const spoken = known.hears({ id: '' }, { space: title });
      await known.call('POST', '/memberships', {
        roomId: known.spaceId(title),
        personId: scene.lab.cloud.world.bot.id,
      });
      return heard(scene, await spoken);
    },
  ],
  [
    /^! (?<who>\w+) is logged in(?: for (?<area>.+))?$/,
    async ({ lab }, { who = '', area }) => {
      await lab.logIn(who, area);
      return [];
    },
  ],
  [
    // The link is in the direct space; the bot's answer comes where it was asked for.
    /^! (?<who>\w+) opens the link(?<all> for everything)?(?<again> again| too late)?(?: as (?<other>\w+))?(?: and (?<choice>denies|allows only (?<part>.+)))?$/,
    async (scene, { who = '', all, again, other = who, choice, part }) => {
      const known = persona(scene.lab, who);
      const card = (await known.reads()).findLast(({ card: drawn }) => JSON.stringify(drawn ?? '').includes('OpenUrl'));
      const email = scene.lab.cloud.people.find(({ displayName }) => displayName.startsWith(other))?.email ?? '';
      const before = (await known.reads(where(scene))).at(-1) ?? { id: '' };
      const page = await signIn(linkOn(card?.card, all !== undefined), {
        as: email,
        deny: choice === 'denies',
        ...(part !== undefined && {
          withScopes: (offered: string[]) => offered.filter((scope) => scope.includes(part)),
        }),
      });
      const shown = /<h1>(.*?)<\/h1>\s*<p>(.*?)<\/p>/s.exec(page.text)?.slice(1) ?? [];
      const told = `(in the browser) ${shown.join(' – ')}`;
      return again ? [told] : [told, ...heard(scene, await known.hears(before, where(scene)))];
    },
  ],
  [
    // ! somebody configures Standby.Delay of Fjord as 30
    /^! somebody configures (?<key>\S+) of (?<device>.+) as (?<value>.+)$/,
    async ({ lab }, { key = '', device = '', value = '' }) => {
      lab.cloud.configurations.set(lab.deviceId(device), key, /^-?\d+$/.test(value) ? Number(value) : value);
      return [];
    },
  ],
  [
    /^! Webex (?<what>expires|revokes) (?<who>\w+)'s login$/,
    async ({ lab }, { what, who = '' }) => {
      const email = lab.cloud.people.find(({ displayName }) => displayName.startsWith(who))?.email ?? '';
      if (what === 'expires') lab.cloud.oauth.expire(email);
      else lab.cloud.oauth.revoke(email);
      return [];
    },
  ],
  [
    /^! (?<device>.+) (?:is|gets) (?<state>offline|online|deleted|in a call|not in a call)$/,
    async ({ lab }, { device = '', state = '' }) => {
      const id = lab.deviceId(device);
      if (state === 'deleted') lab.cloud.fleet.remove(id);
      else if (state.endsWith('in a call')) lab.cloud.fleet.setInCall(id, state === 'in a call');
      else lab.cloud.fleet.setConnection(id, state === 'online' ? 'connected' : 'disconnected');
      return [];
    },
  ],
  [
    /^! (?<device>.+)'s (?<path>[A-Z][\w.[\]]+) is (?<value>.+)$/,
    async ({ lab }, { device = '', path = '', value = '' }) => {
      lab.cloud.fleet.setStatus(lab.deviceId(device), { [path]: /^-?\d+$/.test(value) ? Number(value) : value });
      return [];
    },
  ],
  [
    /^! (?<who>\w+) gets the file$/,
    async ({ lab, last }) => {
      const { messages, files } = lab.cloud.world;
      const room = messages.get(last?.id ?? '')?.roomId ?? '';
      const behind = () => {
        const all = messages.inRoom(room);
        return all.slice(all.findIndex(({ id }) => id === last?.id)).flatMap((message) => message.files ?? [])[0];
      };
      await lab.until(() => behind() !== undefined, 'a file is posted');
      const file = files.get(behind()?.split('/').at(-1) ?? '');
      if (!file) throw new Error('the file is gone');
      return [`${file.name} (${file.type})`, ...new TextDecoder().decode(file.bytes).trimEnd().split(/\r?\n/)];
    },
  ],
  [
    // With "Patience: 20 s" above the steps, which is how long the bot waits for an answer.
    /^! no device answers a command for now$/,
    async ({ lab }) => {
      lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'latency', ms: 60_000 });
      return [];
    },
  ],
  [
    /^! devices answer again$/,
    async ({ lab }) => {
      lab.cloud.faults.clear();
      return [];
    },
  ],
  [
    /^! (?<count>\d+) commands? (?:is|are) on (?:its|their) way$/,
    async ({ lab }, { count }) => {
      const isThere = () => lab.cloud.faults.list().some(({ hits }) => hits >= Number(count));
      await expect.poll(isThere, { timeout: 10_000, interval: 5 }).toBe(true);
      return [];
    },
  ],
  [
    /^! somebody sets the (?<field>capacity|notes|displayName) of the workspace "(?<name>[^"]+)" to (?<value>.+)$/,
    async ({ lab }, { field = '', name, value = '' }) => {
      const { workspaces } = lab.cloud.places;
      const id = workspaces.all().find(({ displayName }) => displayName === name)?.id ?? '';
      workspaces.set(id, { [field]: field === 'capacity' ? Number(value) : value });
      return [];
    },
  ],
  [
    /^! somebody deletes the workspace "(?<name>[^"]+)"$/,
    async ({ lab }, { name }) => {
      const { workspaces } = lab.cloud.places;
      workspaces.remove(workspaces.all().find(({ displayName }) => displayName === name)?.id ?? '');
      return [];
    },
  ],
  [
    /^! (?<who>\w+) finds "(?<title>[^"]+)"$/,
    async (scene, { who = '', title = '' }) => {
      const known = persona(scene.lab, who);
      const found = async () =>
        (await known.reads(where(scene))).find(({ lines }) => lines.some((line) => line.startsWith(title)));
      await expect.poll(found, { timeout: 10_000, interval: 10 }).toBeDefined();
      const said = await found();
      if (!said) throw new Error(`${who} finds no such card`);
      return heard(scene, said);
    },
  ],
  [
    /^! (?<seconds>\d+) s pass$/,
    async ({ lab }, { seconds }) => {
      lab.clock.skip(Number(seconds) * 1_000);
      return [];
    },
  ],
  [
    /^! (?<device>.+) is (?<state>granted again|not granted any more)$/,
    async ({ lab }, { device = '', state = '' }) => {
      const { fleet, world } = lab.cloud;
      const place = fleet.all().find(({ displayName }) => displayName === device)?.workspaceId ?? '';
      fleet.grant(place, world.bot.id, state === 'granted again' ? 'full' : 'none');
      return [];
    },
  ],
  [
    /^! no device is granted$/,
    async ({ lab }) => {
      for (const device of lab.cloud.fleet.all())
        lab.cloud.fleet.grant(device.workspaceId ?? device.id, lab.cloud.world.bot.id, 'none');
      return [];
    },
  ],
  [
    /^! (?<minutes>\d+) min pass$/,
    async ({ lab }, { minutes }) => {
      lab.clock.skip(Number(minutes) * 60_000);
      return [];
    },
  ],
  [
    /^! Webex (?<effect>answers \d+|hangs up|is silent|talks nonsense) (?:to|at) (?<method>\w+) (?<path>\S+)(?: for (?<retryAfter>\d+) s)?(?<after> after it was done)?(?: (?<times>\d+) times)?$/,
    async ({ lab }, { effect = '', method = '', path = '', retryAfter, after, times }) => {
      const kinds: Record<string, 'drop' | 'hang' | 'malformed'> = {
        'hangs up': 'drop',
        'is silent': 'hang',
        'talks nonsense': 'malformed',
      };
      lab.cloud.faults.add({
        method,
        path,
        effect: kinds[effect] ?? 'status',
        ...(effect.startsWith('answers') && { status: Number(effect.slice('answers '.length)) }),
        ...(retryAfter !== undefined && { retryAfter: Number(retryAfter) }),
        after: after !== undefined,
        times: Number(times ?? 1),
      });
      return [];
    },
  ],
  [
    /^! somebody tags (?<device>.+) with (?<tag>.+)$/,
    async ({ lab }, { device = '', tag = '' }) => {
      const { fleet } = lab.cloud;
      const found = fleet.get(lab.deviceId(device));
      if (found) fleet.setTags(found, [...found.tags, tag]);
      return [];
    },
  ],
  [
    /^! Webex answers (?<status>\d+) to changes of (?<device>.+)$/,
    async ({ lab }, { status, device = '' }) => {
      const path = `/devices/${lab.deviceId(device)}`;
      lab.cloud.faults.add({ method: 'PATCH', path, effect: 'status', status: Number(status), times: 1 });
      return [];
    },
  ],
  [
    /^! (?<device>.+) goes away$/,
    async ({ lab }, { device = '' }) => {
      const path = `/devices/${encodeURIComponent(lab.deviceId(device))}`;
      const isSeenAway = (body: unknown) => JSON.stringify(body ?? '').includes('"connectionStatus":"disconnected"');
      await lab.until(
        () => lab.requests().some((request) => request.path === path && isSeenAway(request.responseBody)),
        `${device} is seen away`,
      );
      return [];
    },
  ],
  [
    /^! the bot stops$/,
    async ({ lab }) => {
      await lab.stop();
      return [];
    },
  ],
  [
    /^! (?<who>\w+) says "(?<words>[^"]*)" and waits$/,
    async (scene, { who = '', words = '' }) => {
      await persona(scene.lab, who).posts(words, where(scene));
      return [];
    },
  ],
  [
    /^! somebody (?<what>changes|takes out) entry (?<number>\d+) of the audit, past the bot$/,
    async ({ lab }, { what, number }) => {
      const db = new DatabaseSync(join(lab.dataDir, 'bot.sqlite'));
      const how = what === 'changes' ? "update audit set body = replace(body, '30', '50')" : 'delete from audit';
      db.exec(
        `${how} where n = ${Number(number)} and chain = (select chain from audit_chain order by started_at limit 1)`,
      );
      db.close();
      return [];
    },
  ],
  [
    // What it says by then stands last in the space.
    /^! rollout (?<number>\d+) goes on until it is (?<status>\w+)$/,
    async (scene, { number, status }) => {
      await goesOn(scene.lab, Number(number), (now) => now === status);
      // Later times are the same in every run, however far the clock was moved.
      scene.lab.clock.skip(GRID_MS - (scene.lab.clock.now() % GRID_MS));
      const newest = async () => (await scene.lab.alice.reads(where(scene))).at(-1);
      // An answer that comes later than what it tells of goes again.
      await expect.poll(async () => (await newest())?.title, { timeout: 10_000, interval: 5 }).not.toMatch(GOING_ON);
      const { inbox } = scene.lab.store();
      await expect.poll(async () => (await inbox.depth()).waiting, { timeout: 10_000, interval: 5 }).toBe(0);
      const said = await newest();
      return said ? heard(scene, said) : [];
    },
  ],
  [
    // The card that tells so stands last in the space.
    /^! the canary of rollout (?<number>\d+) took it$/,
    async (scene, { number }) => {
      const { lab } = scene;
      await canaryTook(lab, Number(number));
      lab.clock.skip(GAP_MS);
      const newest = async () => (await lab.alice.reads(where(scene))).at(-1);
      await expect.poll(async () => (await newest())?.text, { timeout: 10_000, interval: 5 }).toContain(' confirmed');
      const said = await newest();
      return said ? heard(scene, said) : [];
    },
  ],
  [
    /^! the devices of rollout (?<number>\d+)$/,
    async ({ lab }, { number }) =>
      (await itemsOf(lab, Number(number))).map(
        ({ name, state, why }) => `${name}: ${state}${why === undefined ? '' : ` (${why})`}`,
      ),
  ],
  [
    // > Alice attaches targets.csv "device;Standby.Delay⏎Fjord;10" and says "rollout"
    /^> (?<who>\w+) attaches (?<name>\S+) "(?<content>[^"]*)" and says "(?<words>[^"]*)"$/,
    async (scene, { who = '', name = '', content = '', words = '' }) =>
      heard(
        scene,
        await persona(scene.lab, who).says(words, {
          ...where(scene),
          files: [{ name, type: 'text/csv', content: content.replaceAll('⏎', '\n') }],
        }),
      ),
  ],
  [
    /^! the bot restarts$/,
    async ({ lab }) => {
      await lab.restart();
      return [];
    },
  ],
];

/** A rollout that is not over. */
const GOING_ON = /^(?:Stopping|Rolling out|Taking back|Under way)\b/;
/** Cards about one rollout come no further from one another. */
const GAP_MS = 300_000;
/** A rollout of a story is through within this. */
const GRID_MS = 30 * 60_000;

const pressed = new WeakMap<Lab, Said>();

/** Runs a step of a story. Throws when it is no sentence of the list above. */
export async function play(scene: Scene, line: string): Promise<string[]> {
  for (const [pattern, step] of STEPS.toReversed()) {
    const match = pattern.exec(line);
    if (match) return step(scene, { ...match.groups });
  }
  throw new Error(`this is no step of a story: ${line}`);
}
