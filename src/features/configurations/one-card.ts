import { holdsSecret, isSecretKey } from '#fleet/configuration-secrets.ts';
import { sourceWords } from '#fleet/configuration-state.ts';
import { spaceWords } from '#fleet/configuration-values.ts';
import type { ReadContext } from '#intent/context.ts';
import { mayGive } from '#intent/may.ts';
import type { NextStep } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { ago } from '#lib/time.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import type { Device } from '#webex/devices.ts';
import { settingWords, textOf } from './set-words.ts';
import { type Entry, isPending, isUnseen, LONGEST, lockOf, shownValue } from './shown.ts';

/** One configuration of a device: its value first, then where it comes from, what it may be and whether it can be changed. */
export function oneCard(entry: Entry, device: Device, isOnline: boolean, context: ReadContext): Reply {
  const [key, configuration] = entry;
  const value = shownValue(key, configuration.value, LONGEST);
  const state = stateOf(entry, isOnline);
  const facts = factsOf(entry, context.now);
  return {
    view: 'configurations/one',
    data: {
      key,
      device: device.displayName,
      value,
      state,
      colour: isPending(configuration) ? 'warning' : 'default',
      facts,
      ...buttons(stepsFor(entry, device, context)),
    },
    text: [
      `${key} on ${device.displayName}: ${value}`,
      state,
      ...facts.map(({ label, text }) => `${label}: ${text}`),
    ].join('\n'),
  };
}

function stateOf([key, configuration]: Entry, isOnline: boolean): string {
  const source = sourceWords(configuration);
  const from = source.charAt(0).toUpperCase() + source.slice(1);
  if (!isPending(configuration)) return from;
  const has = isSecretKey(key) ? 'another one' : shownValue(key, configuration.applied?.value ?? null);
  return `${from} · pending: the device ${isOnline ? 'still has' : 'is offline and still has'} ${has}`;
}

const UNSEEN = 'not told to a login that only sees configurations';

function factsOf([key, configuration]: Entry, now: number): { label: string; text: string }[] {
  const { source, configured, rule, defaultValue, applied } = configuration;
  const locked = lockOf(configuration);
  const allowed = spaceWords(configuration.valueSpace);
  const isHidden = configured.value !== null && source !== 'configured';
  const at = applied?.updatedAt === undefined ? Number.NaN : Date.parse(applied.updatedAt);
  return [
    ...(isHidden
      ? [{ label: 'Set on the device', text: `${shownValue(key, configured.value)} (does not count)` }]
      : []),
    ...(rule
      ? [
          {
            label: 'Rule of the organisation',
            text: `${shownValue(key, rule.value)}${rule.enforced ? ', enforced' : ''}`,
          },
        ]
      : []),
    ...(source === 'default' ? [] : [{ label: 'Default', text: shownValue(key, defaultValue, LONGEST) }]),
    ...(allowed === '' ? [] : [{ label: 'Allowed', text: shortened(allowed, LONGEST) }]),
    { label: 'Can be edited', text: isUnseen(configuration) ? UNSEEN : locked === undefined ? 'yes' : `no: ${locked}` },
    ...(isSecretKey(key) ? [{ label: 'Secret', text: 'its value is never shown' }] : []),
    ...(Number.isNaN(at)
      ? []
      : [
          {
            label: isPending(configuration) ? 'The device took its older value' : 'The device took it',
            text: ago(now - at),
          },
        ]),
  ];
}

function stepsFor([key, configuration]: Entry, { id }: Device, context: ReadContext): NextStep[] {
  const isFree = lockOf(configuration) === undefined;
  const family = key.replace(/\.[^.]*$/, '');
  const text = textOf(configuration.value);
  const canCopy = !holdsSecret(key, configuration.value) && text !== undefined && mayGive('rollout', context);
  return [
    ...(isFree && mayGive('config set', context) ? [{ title: 'Change…', say: `config set id:${id} ${key}` }] : []),
    ...(isFree && configuration.configured.value !== null && mayGive('config set', context)
      ? [{ title: 'Reset to default', say: `config reset id:${id} ${key}` }]
      : []),
    ...(canCopy ? [{ title: 'Same on other devices…', say: `rollout ${settingWords({ key, text })}` }] : []),
    ...(isPending(configuration) ? [{ title: 'Look again', say: `config id:${id} ${key}` }] : []),
    { title: shortened(`${family}.*`, 40), say: `config id:${id} ${family}.*` },
  ];
}
