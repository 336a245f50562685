import type { GoOn } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Rollout } from '#intent/rollouts.ts';
import { deviceCount } from '#lib/name-list.ts';
import { countOf } from '#lib/rollout-counts.ts';
import { said } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import { progressReply } from '#render/rollout-reply.ts';
import { keep, type NewRollout } from './kept.ts';
import { liveCard } from './live.ts';
import { shownTo } from './shown-to.ts';

/** Somebody waits so long for the plan of a few devices; that of many comes when it is ready. */
const PATIENCE_MS = 3_000;
const LOOK_MS = 50;

interface Asked extends NewRollout {
  /** What may surprise. */
  note?: string | undefined;
}

/** Keeps a rollout with its devices, and goes on with its plan as soon as that is made; nothing is changed before it is started. */
export async function planned(asked: Asked, context: ReadContext): Promise<Reply | GoOn> {
  const { note } = asked;
  const kept = await keep(asked, context, { awaitedUntil: context.now + PATIENCE_MS });
  const { id, number } = kept;
  const now = await lookedAt(id, context);
  if (now?.status === 'planned') return { say: `rollout start ${number}`, ...(note !== undefined && { note }) };
  if (now?.status === 'empty') {
    const counts = await context.store.rollouts.items.counts(id);
    return progressReply(now, counts, await shownTo(now, counts, context));
  }
  const reply = said(`Rollout ${number}: looking at ${deviceCount(asked.items.length)}`, {
    detail: [
      `${asked.spec.title}. Nothing is changed yet: I look at what each device has, and then show the plan here.`,
      ...(note === undefined ? [] : [note]),
    ].join('\n'),
    next: [
      { title: 'How far is it', say: `rollout show ${number}` },
      { title: 'Cancel', say: `rollout cancel ${number}` },
    ],
  });
  context.tellsOn(liveCard(kept, reply, context));
  return reply;
}

/** Waits for the plan for as long as a person would, and takes it on itself to show it; undefined: it is shown by itself. */
async function lookedAt(id: string, { store, pause, now }: ReadContext): Promise<Rollout | undefined> {
  const { rollouts } = store;
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    await pause(LOOK_MS);
    const rollout = await rollouts.get(id);
    if (rollout?.status === 'planned') {
      const shown = await rollouts.turn(rollout, { isShown: true });
      if (shown) return shown;
    } else if (rollout?.status !== 'surveying') return undefined;
    else if (countOf(await rollouts.items.counts(id), ['new', 'change']) === 0) {
      const ended = await rollouts.turn(rollout, { status: 'empty', endedAt: now, isTold: true });
      if (ended) return ended;
    }
  }
  for (;;) {
    const rollout = await rollouts.get(id);
    if (!rollout || (await rollouts.turn(rollout, { awaitedUntil: now, dueAt: now }))) return undefined;
  }
}
