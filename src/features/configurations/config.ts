import { z } from 'zod';
import { isSeveral } from '#fleet/asked.ts';
import { conditionOf } from '#fleet/condition.ts';
import { defineRead } from '#intent/command.ts';
import { entered } from '#intent/entry-form.ts';
import { askedFor, targetOf } from './asked.ts';
import { keysWords, ReadArgs } from './config-words.ts';
import { overview, table } from './list-card.ts';
import { lookedUp } from './looked-up.ts';
import { askedOnMany } from './many.ts';
import { manyCard } from './many-card.ts';
import { changeIn, otherOrderWords, readOnlyKeys } from './meant.ts';
import { noSuchKey } from './missing.ts';
import { oneCard } from './one-card.ts';
import { askForValue, rollWords } from './roll-form.ts';

/** What is configured on a device, or on several. Webex keeps it, so they may be offline. */
export const config = defineRead({
  name: 'config',
  aliases: ['configs', 'configuration', 'configurations', 'show config', 'show configurations'],
  topic: 'rollouts',
  summary: 'See configurations of devices',
  usage:
    'config [<device or selection>] [<key> …], such as Audio.*, SerialPort[1].Mode or Video.Input.Connector[1..3].Name',
  example: (device) => `config ${device} Audio.*`,
  needs: 'look',
  /** `change`: a change that was said in another order, as it was said. `to`: what the form of a rollout was filled with. */
  args: z.preprocess(
    (raw) => entered(Object(raw)),
    z.object({ ...ReadArgs, change: z.string().optional(), to: z.string().trim().max(4_000).optional() }),
  ),
  read(line) {
    return changeIn(line.raw) === undefined ? readOnlyKeys(line) : { change: line.raw };
  },
  say: ({ change, to, ...args }) =>
    change !== undefined ? otherOrderWords(change) : to ? rollWords(args, to) : keysWords('config', args),

  async run({ page, change, to, ...args }, context) {
    if (change !== undefined) return { say: changeIn(change) ?? 'config' };
    const { admin, on, keys } = await askedFor(args, context);
    if (to) return { say: rollWords({ device: targetOf(on), keys }, to) };
    if (isSeveral(on)) {
      const [key = ''] = keys;
      if (to === '') return askForValue(key, on, admin, 'What is it to be?');
      const found = await askedOnMany({ verb: 'config', keys }, on, admin.webex);
      return manyCard(found, on, { keys, page }, admin, context);
    }
    const found = await lookedUp(admin.webex, on.id, keys);
    const { entries, missing } = found;
    if (keys.length === 0) return overview(entries, on, { keys, page }, context);
    const again = (meant: string, key: string) =>
      keysWords('config', { device: `id:${on.id}`, keys: keys.map((one) => (one === key ? meant : one)) });
    const [first, another] = entries;
    if (!first) throw noSuchKey(on, missing, again);
    if (!another && keys.length === 1) return oneCard(first, on, conditionOf(on).isOnline, context);
    return table(found, on, { keys, page }, context);
  },
});
