import { isNamed } from '#fleet/match.ts';
import type { ReadContext } from '#intent/context.ts';
import { nearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';
import { type Filters, filterWords, sinceOf } from './filters.ts';
import { outcomesNamed } from './outcomes.ts';

type Audit = ReadContext['store']['audit'];
export type Query = Omit<Parameters<Audit['search']>[0], 'limit'>;

/** What the filters mean. Throws a Problem with the nearest names for a command or a device that nobody knows. */
export async function queryOf(filters: Filters, verb: string, context: ReadContext): Promise<Query> {
  const { who, device, command, since, outcome } = filters;
  const again = (changed: Filters) => [verb, ...filterWords({ ...filters, ...changed })].join(' ');
  const isMe = who?.toLowerCase() === 'me';
  return {
    ...(who !== undefined && (isMe ? { personId: context.asker.id } : { email: who })),
    ...(device !== undefined && { device: await deviceOf(device, context, (name) => again({ device: name })) }),
    ...(command !== undefined && { actions: await actionsOf(command, context, (name) => again({ command: name })) }),
    ...(since !== undefined && { since: sinceOf(since, context) }),
    ...(outcome !== undefined && { outcomes: outcomesNamed(outcome) }),
  };
}

/** A device of the fleet, or one that is there no more and that the audit knows. */
async function deviceOf(
  phrase: string,
  { fleet, store }: ReadContext,
  say: (name: string) => string,
): Promise<NonNullable<Query['device']>> {
  const all = await fleet.list();
  const [only, another] = all.filter((device) => isNamed(device, phrase));
  if (only && !another) return { id: only.id, name: only.displayName };
  if (only || (await store.audit.search({ device: { name: phrase }, limit: 1 })).entries.length > 0)
    return { name: phrase };
  if (phrase.startsWith('id:')) {
    const id = phrase.slice('id:'.length);
    return { id, name: all.find((device) => device.id === id)?.displayName ?? phrase };
  }
  const found = await fleet.one(phrase).catch((error: unknown) => {
    if (!(error instanceof Problem) || error.code !== 'no-such-device') throw error;
    const names = all.map(({ displayName }) => displayName);
    const near = nearest(phrase, names);
    throw new Problem(`Neither I nor the audit knows a device named "${phrase}"`, {
      code: 'no-such-device',
      hint: near.length > 0 ? `Nearest: ${near.join(' · ')}.` : 'Write its whole name, as it was then.',
      next: [...near.map((name) => ({ title: name, say: say(name) })), { title: 'Everything', say: 'audit' }],
    });
  });
  return { id: found.id, name: found.displayName };
}

async function actionsOf(name: string, { commands, store }: ReadContext, say: (name: string) => string) {
  const known = commands.find((command) => command.name === name || command.aliases?.includes(name));
  if (known) return [known.name];
  // What commands were called once, and what is no command, such as the press of a foreign button.
  if ((await store.audit.search({ actions: [name], limit: 1 })).entries.length > 0) return [name];
  const near = nearest(
    name,
    commands.filter(({ isFallback }) => !isFallback).map((command) => command.name),
  );
  throw new Problem(`I don't know a command "${name}"`, {
    code: 'unknown-command',
    ...(near.length > 0 && { hint: `Nearest: ${near.join(' · ')}.` }),
    next: [...near.map((one) => ({ title: one, say: say(one) })), { title: 'Everything', say: 'audit' }],
  });
}
