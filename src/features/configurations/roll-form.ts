import type { Selected } from '#fleet/asked.ts';
import { isSecretKey } from '#fleet/configuration-secrets.ts';
import type { AdminReads } from '#intent/admin.ts';
import { onDevice } from '#intent/device-phrase.ts';
import { EntryNeeded } from '#intent/entry-form.ts';
import { Problem } from '#lib/problem.ts';
import { keysWords } from './config-words.ts';
import { expressionOf } from './looked-up.ts';
import { askedOnMany, whichDevices } from './many.ts';
import { fieldOf } from './set-form.ts';
import { settingWords } from './set-words.ts';
import { shownValue } from './shown.ts';
import { namesMany } from './wanted.ts';

/** The input of the form, and the argument of `config` that it fills. */
const TO = 'to';

/**
 * Asks for the value that a setting is to get on several devices; what is typed goes on as a rollout, which plans first. Throws the
 * form, or a Problem where none of the devices has the setting, or it is a secret.
 */
export async function askForValue(
  typed: string,
  selected: Selected,
  { webex }: Pick<AdminReads, 'webex'>,
  fault?: string,
): Promise<never> {
  const { phrase } = selected;
  if (expressionOf(typed).isMany) throw namesMany(typed, phrase);
  const { known } = await askedOnMany({ verb: 'config', keys: [typed] }, selected, webex);
  const [found] = known;
  const [key = typed, sample] = [...(found?.sample ?? [])][0] ?? [];
  if (isSecretKey(key) || sample === undefined) throw noSecrets();
  const look = keysWords('config', { device: phrase, keys: [key] });
  // The value of one of them is none that all should get.
  const field = fieldOf({ key, said: { key }, now: { ...sample, value: null } }, 0);
  throw new EntryNeeded({
    command: 'config',
    args: { device: phrase, keys: key },
    title: `Roll out ${key} to ${whichDevices(selected)}`,
    about: `Default: ${shownValue(key, sample.defaultValue)}. I look at each device first, and show what would become of it.`,
    fields: [{ ...field, id: TO, isRequired: true, fault }],
    action: 'Plan it',
    note: 'Nothing is changed before somebody starts the rollout.',
    tier: 1,
    next: [{ title: 'What they have now', say: look }],
  });
}

/** The words of the rollout that gives a setting this value. A secret in it is hidden, which a rollout refuses. */
export const rollWords = (
  { device, keys: [key = ''] }: { device?: string | undefined; keys: string[] },
  text: string,
) => `rollout ${settingWords({ key, text })}${onDevice(device)}`;

const noSecrets = (): Problem =>
  new Problem('Secrets are set on one device at a time', {
    code: 'one-at-a-time',
    hint: 'They are no part of a rollout, since I keep none. Nothing was sent.',
  });
