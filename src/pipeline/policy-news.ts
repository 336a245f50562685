import type { PolicyNews } from '#guard/policy/holder.ts';
import { ADMIN } from '#guard/policy/policy.ts';
import { shortened } from '#lib/shorten.ts';
import type { Reply } from '#render/index.ts';
import { said } from '#render/replies.ts';
import type { Rooms } from './rooms.ts';

/** As many admins are told, and as many faults are shown. */
const MOST_TOLD = 5;
const MOST_FAULTS = 12;
const LONGEST = 300;

/** Tells the admins of the policy in force, each directly, and the audit. Never throws for one who can't be reached. */
export async function tellPolicy({ guard, chat, renderer, store, log }: Rooms, news: PolicyNews): Promise<void> {
  const { source } = guard.policy();
  const isGood = news.kind === 'in-force';
  await store.audit.append({
    spaceId: '',
    personId: '',
    personEmail: source,
    orgId: chat.me.orgId,
    action: 'policy',
    words: `policy ${news.digest}`,
    outcome: isGood ? 'done' : 'refused',
    targets: [],
    ...(!isGood && { detail: shortened(news.faults.join('\n'), 2_000) }),
  });
  // Whoever set the bot up knows that there is one.
  if (isGood && news.isFirst) return;
  const reply = isGood ? inForce(source) : refused(source, news.faults);
  const people = await guard.peopleOf(ADMIN).catch((error: unknown) => {
    log.error({ err: error }, 'the admins to tell of the policy are not known');
    return [];
  });
  for (const toPersonId of people.slice(0, MOST_TOLD)) {
    const { card, text } = renderer.render(reply);
    await chat
      .post({ toPersonId }, { text, ...(card && { card }) })
      .catch((error) => log.warn({ err: error }, 'an admin could not be told of the policy'));
  }
}

const inForce = (source: string): Reply =>
  said(`A new ${source} is in force`, {
    detail: 'It holds for everything that is asked or pressed from now on.',
    next: [{ title: 'What I may do', say: 'whoami' }],
  });

function refused(source: string, faults: readonly string[]): Reply {
  const more = faults.length - MOST_FAULTS;
  return said(`The new ${source} is not in force`, {
    detail: [
      'The last good one stays.',
      ...faults.slice(0, MOST_FAULTS).map((fault) => shortened(fault, LONGEST)),
      ...(more > 0 ? [`And ${more} more faults.`] : []),
      'Mend the file, and I read it again by myself.',
    ].join('\n'),
  });
}
