import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Person } from '#chat/index.ts';
import type { Outage } from '#jobs/listening.ts';
import { createLog } from '#lib/log.ts';
import { catchUp, type MissedInbox } from '#pipeline/missed.ts';
import { createRenderer } from '#render/index.ts';
import type { Simulator } from '#simulator/server.ts';
import type { Store } from '#store/index.ts';
import { createWebex } from '#webex/index.ts';
import { startWatched } from '../contract/watched.ts';
import { drawCard } from '../draw.ts';
import { createPlace } from '../store/engines.ts';
import { type TimeMachine, timeMachine } from '../time-machine.ts';

export const MINUTE = 60_000;

export interface OpenOutage extends AsyncDisposable {
  cloud: Simulator;
  clock: TimeMachine;
  store: Store;
  log: string[];
  /** Says words to the bot, in its direct space or with a mention; gives the message's id. */
  says(name: string, words: string, space?: string): Promise<string>;
  spaceOf(name: string): string;
  /** Webex delivered the event of this message in time. */
  delivered(messageId: string): void;
  /** Something that came in before the end is still worked in this space. */
  isBusy(spaceId: string): void;
  /** The words of the messages that were taken up, in this order. */
  worked(): string[];
  /** How many were noted as seen without being worked. */
  dismissed(): number;
  /** Everything the bot said in a space, drawn. */
  said(spaceId: string): { lines: string[]; parentId: string | undefined }[];
  /** Catches up with an outage that began then and has just ended, or at `until`. */
  catchUp(since: number, more?: { isCertain?: boolean; told?: Set<string>; until?: number }): Promise<number>;
}

const Posted = z.object({ id: z.string() });

/** What comes after an outage: a real cloud and a real store; only the inbox is a list. Time passes by `clock.skip`. */
export async function openOutage(): Promise<OpenOutage> {
  const clock = timeMachine();
  const cloud = await startWatched({ now: () => clock.now() });
  const place = await createPlace();
  const store = await place.open({ clock });
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const webex = createWebex({ apiBase: cloud.apiBase, token: cloud.botToken, clock, log });
  const { world } = cloud;
  const { id, orgId, email, displayName } = world.bot;
  const me: Person = { id, orgId, email, displayName, type: 'bot' };
  const renderer = createRenderer({
    directory: fileURLToPath(new URL('../../cards', import.meta.url)),
    strict: true,
  });

  const accepted: string[] = [];
  const known = new Set<string>();
  const busy = new Set<string>();
  let dismissed = 0;
  const inbox: MissedInbox = {
    known: async (ids) => new Set(ids.filter((one) => known.has(one))),
    busy: async () => [...busy],
    accept: async ({ data }) => {
      known.add(data.id);
      accepted.push(world.messages.get(data.id)?.text?.replace(`${displayName} `, '') ?? '');
    },
    dismiss: async ({ data }) => {
      known.add(data.id);
      dismissed += 1;
    },
  };

  return {
    cloud,
    clock,
    store,
    log: lines,
    async says(name, words, space) {
      const person = cloud.people.find((one) => one.displayName.startsWith(name));
      const room = world.rooms.all().find(({ title }) => title === space);
      const message = room
        ? { roomId: room.id, markdown: `<@personId:${id}> ${words}` }
        : { toPersonId: id, text: words };
      const answer = await fetch(`${cloud.apiBase}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${person?.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(message),
      });
      return Posted.parse(await answer.json()).id;
    },
    spaceOf(name) {
      const person = cloud.people.find((one) => one.displayName.startsWith(name));
      const room = world.rooms.all().find((one) => {
        const members = world.memberships.inRoom(one.id).map(({ personId }) => personId);
        return one.title === name || (one.type === 'direct' && members.includes(person?.id ?? ''));
      });
      if (!room) throw new Error(`there is no space of ${name}`);
      return room.id;
    },
    delivered: (messageId) => void known.add(messageId),
    isBusy: (spaceId) => void busy.add(spaceId),
    worked: () => accepted,
    dismissed: () => dismissed,
    said: (spaceId) =>
      world.messages
        .inRoom(spaceId)
        .filter(({ personId }) => personId === id)
        .map(({ attachments, text, parentId }) => ({
          lines: attachments ? drawCard(attachments[0]?.content) : [text ?? ''],
          parentId,
        })),
    catchUp(since, { isCertain = true, told = new Set(), until = clock.now() } = {}) {
      const outage: Outage = {
        since,
        until,
        isCertain,
        told: {
          has: (what) => told.has(what),
          add: async (...what) => {
            for (const one of what) told.add(one);
          },
        },
      };
      const options = {
        chat: {
          me,
          person: async (one: string) => ({ ...me, id: one, type: world.people.get(one)?.type ?? 'person' }),
        },
        webex,
        inbox,
        plans: store.plans,
        rollouts: store.rollouts,
        say: async (
          to: { spaceId: string; parentId: string | undefined },
          reply: Parameters<typeof renderer.render>[0],
        ) => {
          const { card, text } = renderer.render(reply);
          await webex.messages.create({
            to: { roomId: to.spaceId, ...(to.parentId !== undefined && { parentId: to.parentId }) },
            text,
            ...(card && { card }),
          });
        },
        keptMs: 7 * 24 * 60 * MINUTE,
        clock,
        log,
        timeZone: 'UTC',
      };
      return catchUp(options, outage, new AbortController().signal);
    },
    async [Symbol.asyncDispose]() {
      await webex.close();
      await place[Symbol.asyncDispose]();
      await cloud.close();
    },
  };
}
