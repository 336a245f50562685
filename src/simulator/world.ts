import { type Change, type ChangeListener, Changes } from './changes.ts';
import { type IdKind, webexId } from './ids.ts';
import type { Account } from './people.ts';
import { AttachmentActions } from './stores/attachment-actions.ts';
import { Files } from './stores/files.ts';
import { Memberships } from './stores/memberships.ts';
import { Messages } from './stores/messages.ts';
import { People } from './stores/people.ts';
import { Rooms } from './stores/rooms.ts';
import { Webhooks } from './stores/webhooks.ts';

/** All that the messaging half of the cloud remembers. It lives in memory and ends with the process. */
export interface World {
  readonly seed: number;
  /** The organisation that owns the bot and the devices. */
  readonly orgId: string;
  readonly bot: Account;
  readonly people: People;
  readonly rooms: Rooms;
  readonly memberships: Memberships;
  readonly messages: Messages;
  readonly actions: AttachmentActions;
  readonly files: Files;
  readonly webhooks: Webhooks;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Now, as the API writes dates. */
  timestamp(): string;
  newId(kind: IdKind): string;
  /** Hears of every change after it happened; returns the function that ends the listening. */
  onChange(listener: ChangeListener): () => void;
  tell(change: Change): void;
}

interface WorldOptions {
  seed: number;
  orgId: string;
  bot: Account;
  now: () => number;
}

/** A world with nobody in it but the bot; `seedWorld` fills it. */
export function createWorld({ seed, orgId, bot, now }: WorldOptions): World {
  const changes = new Changes();
  const files = new Files();
  const people = new People();
  people.add(bot);
  let ids = 0;
  return {
    seed,
    orgId,
    bot,
    people,
    rooms: new Rooms(),
    memberships: new Memberships(),
    messages: new Messages(({ files: urls = [] }) => {
      for (const url of urls) files.delete(url.slice(url.lastIndexOf('/') + 1));
    }),
    actions: new AttachmentActions(),
    files,
    webhooks: new Webhooks(),
    now,
    timestamp: () => new Date(now()).toISOString(),
    newId: (kind) => webexId(kind, seed, `new-${++ids}`),
    onChange: (listener) => changes.onChange(listener),
    tell: (change) => changes.tell(change),
  };
}
