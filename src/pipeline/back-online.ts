import type { News } from '#jobs/back-online.ts';
import { duration } from '#lib/time.ts';
import type { Reply } from '#render/index.ts';
import { said } from '#render/replies.ts';
import type { FollowUp } from '#store/index.ts';
import type { Answering } from './answering.ts';
import { mayStillLook } from './may-look.ts';
import type { Rooms } from './rooms.ts';

const NOTIFY = { name: 'notify', needs: 'look' } as const;

/** Tells the space how waiting for a device has ended; nothing of one that whoever asked may no longer look at. */
export async function tellBack(
  rooms: Rooms,
  answering: Pick<Answering, 'say'>,
  followUp: FollowUp,
  news: News,
): Promise<void> {
  // What a change of theirs did to it they hear also where they may change it only.
  if (await mayStillLook(rooms, followUp, followUp.kind === 'back-online' ? NOTIFY : undefined)) {
    await answering.say(followUp, backOnlineReply(followUp, news));
    return;
  }
  const { deviceId, spaceId } = followUp;
  rooms.log.info({ deviceId, spaceId }, 'news of a device are not told: whoever asked may no longer look at it');
}

/** What the space hears when waiting for a device has ended. */
function backOnlineReply({ deviceId, deviceName }: { deviceId: string; deviceName: string }, news: News): Reply {
  const next = [{ title: 'Details', say: `device id:${deviceId}` }];
  if (news.kind === 'back') return said(`${deviceName} is back online after ${duration(news.ms)}`, { next });
  if (news.kind === 'never-left') return said(`${deviceName} is online`, { detail: 'I did not see it go away.', next });
  if (news.kind === 'deleted')
    return said(`${deviceName} is not there any more`, {
      detail: 'It was deleted, or my access to its workspace was taken away.',
    });
  return said(`${deviceName} did not come back`, { detail: 'I stopped looking. Check its power and network.', next });
}
