import { createKeyRing } from '#lib/keys.ts';
import { createLog } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { createSeal } from '#lib/seal.ts';
import { auditKeys, checkStore, rotateStore } from '#store/rotation.ts';
import { readSecretsConfig } from '../src/config.ts';
import { runCommand } from './parts/command.ts';

/**
 * `npm run secrets:rotate` seals what the store keeps with the first key of SECRET_KEYS; `npm run secrets:check` tells which
 * keys are in use, and so which can be dropped. Both may be run beside bots on PostgreSQL, and as often as one likes.
 */
await runCommand(async (env, [name = '', ...rest]) => {
  const { secretKeys, webhookSecret, ...where } = readSecretsConfig(env);
  const ring = createKeyRing({ secretKeys, webhookSecret });
  const place = { ...where, log: createLog('silent') };
  if (rest.length === 0 && name === 'check') return told(await checkStore(place), await auditKeys(place), ring.ids);
  if (rest.length > 0 || name !== 'rotate')
    throw new Problem('Rotate or check?', {
      code: 'usage',
      hint: 'Say npm run secrets:rotate, or npm run secrets:check.',
    });
  const { resealed, unopened, broken } = await rotateStore(place, createSeal(ring), ring.current.id);
  const left = Object.entries(unopened);
  return [
    `${values(resealed)} sealed with key ${ring.current.id}.`,
    ...left.map(([id, count]) => `${values(count)} of key ${id} could not be opened, and stay as they are.`),
    ...(broken > 0 ? [`${values(broken)} of these were changed or moved to another row.`] : []),
    told(await checkStore(place), await auditKeys(place), ring.ids),
  ].join('\n');
});

/** Which keys are in use, and which of the settings' are not. */
function told(inUse: Record<string, number>, audit: readonly string[], known: readonly string[]): string {
  const used = Object.entries(inUse).map(
    ([id, count]) => `${id} (${count}${known.includes(id) ? '' : ', not in SECRET_KEYS'})`,
  );
  // The key of WEBHOOK_SECRET goes with that secret, and is not to be dropped from here.
  const notSealing = known.slice(1).filter((id) => id !== 'w' && !Object.hasOwn(inUse, id));
  const unused = notSealing.filter((id) => !audit.includes(id));
  const checking = notSealing.filter((id) => audit.includes(id));
  const keys = used.length === 0 ? 'Nothing is sealed now.' : `Keys in use: ${used.join(', ')}.`;
  return [
    keys,
    ...(checking.length === 0 ? [] : [`Needed to check older entries of the audit: ${checking.join(', ')}.`]),
    ...(unused.length === 0 ? [] : [`Can be dropped: ${unused.join(', ')}.`]),
  ].join(' ');
}

function values(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'value' : 'values'}`;
}
