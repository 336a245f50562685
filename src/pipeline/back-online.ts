import type { News } from '#jobs/back-online.ts';
import { duration } from '#lib/time.ts';
import type { Reply } from '#render/index.ts';
import { said } from '#render/replies.ts';

/** What the space hears when waiting for a device has ended. */
export function backOnlineReply({ deviceId, deviceName }: { deviceId: string; deviceName: string }, news: News): Reply {
  const next = [{ title: 'Details', say: `device id:${deviceId}` }];
  if (news.kind === 'back') return said(`${deviceName} is back online after ${duration(news.ms)}`, { next });
  if (news.kind === 'never-left') return said(`${deviceName} is online`, { detail: 'I did not see it go away.', next });
  if (news.kind === 'deleted')
    return said(`${deviceName} is not there any more`, {
      detail: 'It was deleted, or my access to its workspace was taken away.',
    });
  return said(`${deviceName} did not come back`, { detail: 'I stopped looking. Check its power and network.', next });
}
