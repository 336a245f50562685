import { z } from 'zod';
import { type Call, query } from './call.ts';
import { WebexError } from './errors.ts';
import { picking } from './picked.ts';

/** As Webex types it: integers are numbers, booleans mostly the texts "True" and "False". Null is no value at all. */
export type ConfigurationValue = string | number | boolean | (string | number)[] | null;

export interface Configuration {
  /** What holds for the device. */
  value: ConfigurationValue;
  /** Where it comes from: default, configured, organizationRule, or what Webex adds. */
  source: string;
  /** What was set for this device, null when nothing was; `reason` is why it can't be, such as CONFIG_MANAGED_BY_RULE. */
  configured: { value: ConfigurationValue; isEditable: boolean; reason?: string };
  defaultValue: ConfigurationValue;
  /** What a rule of the organisation says. */
  rule?: { value: ConfigurationValue; enforced: boolean };
  /** A JSON Schema, as the device gave it. */
  valueSpace: Record<string, unknown>;
  /** What the device itself took last. Absent when Webex does not tell. */
  applied?: { value: ConfigurationValue; updatedAt?: string };
}

/** `remove` takes back what was set for the device: the rule of the organisation or the default holds then. */
export type ConfigurationChange =
  | { key: string; value: Exclude<ConfigurationValue, null> }
  | { key: string; remove: true };

export interface DeviceConfigurationReads {
  /**
   * By key. `key` may be absolute, `Audio.*` or with indices `[1]`, `[*]`, `[1..3]`, `[2..n]`; without it everything: 600
   * entries, 1 MB. One that matches nothing gives an empty map. Also of devices that are offline.
   */
  read(deviceId: string, key?: string): Promise<Map<string, Configuration>>;
}

export interface DeviceConfigurations extends DeviceConfigurationReads {
  /**
   * All changes in one request; whether Webex does some of them when one is refused is not documented. `shown` is how Webex
   * has the changed keys afterwards: the device takes them when it is next connected. Repeated only after 429 and 423, which
   * say that nothing was done. Throws WebexError whose `outcome` is `unknown` when it may have been done.
   */
  patch(
    deviceId: string,
    changes: readonly ConfigurationChange[],
  ): Promise<{ trackingId: string; shown: Map<string, Configuration> }>;
}

const Value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.union([z.string(), z.number()]))]);
const Source = z
  .object({
    value: Value.catch(null),
    enforced: z.boolean().catch(false),
    // The guide says `editable`, the API `isEditable`.
    editability: z
      .object({
        isEditable: z.boolean().optional().catch(undefined),
        editable: z.boolean().optional().catch(undefined),
        reason: z.string().optional().catch(undefined),
      })
      .catch({}),
  })
  .optional()
  .catch(undefined);

const Entry = z.object({
  value: Value.optional(),
  source: z.string().optional().catch(undefined),
  sources: z.object({ default: Source, configured: Source, organizationRule: Source }).catch({}),
  valueSpace: z.record(z.string(), z.unknown()).catch({}),
  appliedConfigurationValue: z
    .object({ value: Value, updatedAt: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

function toConfiguration(entry: z.infer<typeof Entry>): Configuration {
  const { value, source, sources, valueSpace, appliedConfigurationValue: applied } = entry;
  const { default: byDefault, configured, organizationRule: rule } = sources;
  const from = source ?? (configured && configured.value !== null ? 'configured' : 'default');
  const holds = value ?? configured?.value ?? rule?.value ?? byDefault?.value ?? null;
  const { isEditable, editable, reason } = configured?.editability ?? {};
  return {
    value: holds,
    source: from,
    configured: {
      value: configured?.value ?? (from === 'configured' ? holds : null),
      // Where Webex does not say, it is asked by trying: it refuses what may not be.
      isEditable: isEditable ?? editable ?? true,
      ...(reason !== undefined && { reason }),
    },
    defaultValue: byDefault?.value ?? (from === 'default' ? holds : null),
    ...(rule && { rule: { value: rule.value, enforced: rule.enforced } }),
    valueSpace,
    ...(applied && {
      applied: { value: applied.value, ...(applied.updatedAt !== undefined && { updatedAt: applied.updatedAt }) },
    }),
  };
}

/** Names from outside are keys of a Map only. An entry that can't be read is left out; the others stay. */
const Entries = z
  .custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  .transform((entries) => {
    const all = new Map<string, Configuration>();
    for (const [key, entry] of Object.entries(entries)) {
      const { data } = Entry.safeParse(entry);
      if (data) all.set(key, toConfiguration(data));
    }
    return all;
  });

const Answer = z.object({ items: Entries });

/** https://developer.webex.com/docs/api/v1/device-configurations */
export function deviceConfigurations(call: Call): DeviceConfigurations {
  return {
    async read(deviceId, key) {
      const { data } = await call({ method: 'GET', path: `/deviceConfigurations${query({ deviceId, key })}` }, Answer);
      return data.items;
    },
    async patch(deviceId, changes) {
      const operations = changes.map((change) => {
        const path = `${partOfPath(change.key)}/sources/configured/value`;
        return 'value' in change ? { op: 'replace', path, value: change.value } : { op: 'remove', path };
      });
      const { data, trackingId } = await call(
        {
          method: 'PATCH',
          path: `/deviceConfigurations${query({ deviceId })}`,
          raw: { type: 'application/json-patch+json', bytes: Buffer.from(JSON.stringify(operations)) },
          repeat: 'not-executed',
          keep: picking(changes.map(({ key }) => key)),
        },
        Entries,
      );
      return { trackingId, shown: data };
    },
  };
}

/** A slash in a key would lead to another place of the document. */
function partOfPath(key: string): string {
  if (/^\w[\w.[\]-]*$/.test(key)) return key;
  throw new WebexError(`"${key.slice(0, 100)}" can't be the key of a configuration.`, {
    code: 'webex-bad-request',
    kind: 'refused',
    outcome: 'not-sent',
  });
}
