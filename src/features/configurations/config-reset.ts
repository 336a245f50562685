import { z } from 'zod';
import { lockWords } from '#fleet/configuration-state.ts';
import { defineChange, type Plan } from '#intent/command.ts';
import { DevicePhrase } from '#intent/device-phrase.ts';
import { nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { oneOf } from './config-set.ts';
import { Keys, keysWords } from './config-words.ts';
import { lookedUp } from './looked-up.ts';
import { readOnlyKeys } from './meant.ts';
import { noSuchKey } from './missing.ts';
import { applySet, type SetStep } from './set-apply.ts';
import { planSet } from './set-plan.ts';
import { MOST_SETTINGS } from './set-words.ts';
import { isSetHere } from './shown.ts';

const WHICH = 'Which configurations? For example: config reset Fjord Audio.DefaultVolume';

/** Takes away what was configured on a device, so that the default holds again. A wildcard means what is configured below it. */
export const configReset = defineChange({
  name: 'config reset',
  aliases: ['configuration reset', 'configurations reset', 'reset config'],
  topic: 'rollouts',
  summary: 'Set configurations back to their default',
  usage: 'config reset [<device>] <key> …, such as Audio.DefaultVolume or Audio.*',
  example: (device) => `config reset ${device} Standby.Delay`,
  needs: 'administer',
  args: z.object({ device: DevicePhrase, keys: Keys }),
  read: readOnlyKeys,
  instead: () => [{ title: 'Configurations', say: 'config' }],
  say: (args) => keysWords('config reset', args),

  async plan({ keys, device: phrase }, context): Promise<Plan<SetStep>> {
    const admin = await context.admin('configurations:write');
    const device = await oneOf(
      { device: phrase, settings: keys.map((key) => ({ key, reset: true as const })) },
      admin,
      context,
    );
    const target = `id:${device.id}`;
    if (keys.length === 0)
      throw new Problem(WHICH, {
        code: 'bad-arguments',
        hint: 'Nothing was sent.',
        next: [{ title: 'What is configured', say: `config ${target}` }],
      });
    const { entries, missing } = await lookedUp(admin.webex, device.id, keys);
    if (missing.length > 0)
      throw noSuchKey(device, missing, (meant, lost) =>
        keysWords('config reset', { device: target, keys: keys.map((key) => (key === lost ? meant : key)) }),
      );
    const isMany = entries.length > keys.length;
    // Of a wildcard only what can be reset is meant.
    const meant = isMany ? entries.filter(([, now]) => isSetHere(now) && lockWords(now) === undefined) : entries;
    if (meant.length === 0)
      throw new Problem(
        `Nothing to do: ${nameList(keys, 4)} on ${device.displayName} ${entries.some(([, now]) => isSetHere(now)) ? 'can not be reset' : 'is at its default already'}`,
        {
          code: 'no-change',
          hint: 'Nothing was sent.',
          next: [{ title: 'Look at it', say: keysWords('config', { device: target, keys }) }],
        },
      );
    if (meant.length > MOST_SETTINGS)
      throw new Problem(
        `${keys.join(', ')} are ${meant.length} configurations; I reset at most ${MOST_SETTINGS} at a time`,
        {
          code: 'too-many',
          hint: 'Name a part of them. Nothing was sent.',
        },
      );
    const wanted = meant.map(([key, now]) => ({
      said: { key, reset: true as const },
      key,
      now,
      wish: { key, reset: true as const },
    }));
    const plan = await planSet(
      wanted,
      device,
      { device: target, settings: wanted.map(({ said }) => said), fields: [], hold: false },
      context,
    );
    return { ...plan, record: keysWords('config reset', { device: device.displayName, keys }) };
  },

  apply: applySet,
});
