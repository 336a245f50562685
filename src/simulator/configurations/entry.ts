import { jsonSchema } from '../xapi/value-space.ts';
import type { ConfigurationSpec, Value } from './spec.ts';

/** Why `configured` can't be changed here, as the guide and live answers spell it. */
export type Reason = 'CONFIG_MANAGED_BY_RULE' | 'CONFIG_MANAGED_BY_DIFFERENT_AUTHORITY';

/** Who else looks after a configuration. */
export interface Managed {
  reason: Reason;
  /** The value of the organisation's rule, which is enforced. */
  rule?: Value | undefined;
}

/** What a device has of one configuration. */
export interface Own {
  /** Null when nothing is configured. */
  configured: Value | null;
  /** What the device itself last took. */
  applied: Value;
  /** Milliseconds since the epoch. */
  appliedAt: number;
}

/** The value the device should have, and where it comes from. */
export function effective(
  spec: ConfigurationSpec,
  configured: Value | null,
  managed: Managed | undefined,
): { value: Value; source: string } {
  if (managed?.rule !== undefined) return { value: managed.rule, source: 'organizationRule' };
  return configured === null ? { value: spec.default, source: 'default' } : { value: configured, source: 'configured' };
}

/** The JSON of a value space, which may list six hundred time zones. */
const spaces = new WeakMap<ConfigurationSpec, string>();

function spaceJson(spec: ConfigurationSpec): string {
  const known = spaces.get(spec) ?? JSON.stringify(jsonSchema(spec.space));
  spaces.set(spec, known);
  return known;
}

/**
 * The Configuration of https://developer.webex.com/docs/api/v1/device-configurations, with what live answers add, as
 * JSON behind its key.
 */
export function entryJson(spec: ConfigurationSpec, own: Own, managed: Managed | undefined, mayWrite: boolean): string {
  const reason = mayWrite ? managed?.reason : 'NOT_AUTHORIZED';
  const { value, source } = effective(spec, own.configured, managed);
  const sources = {
    default: {
      value: spec.default,
      editability: { isEditable: false, reason: 'FACTORY_DEFAULT' },
      level: 'schemaDefault',
      enforced: false,
    },
    configured: {
      value: own.configured,
      editability: { isEditable: reason === undefined, ...(reason && { reason }) },
      level: 'device',
      enforced: false,
    },
    ...(managed?.rule !== undefined && {
      organizationRule: {
        value: managed.rule,
        editability: { isEditable: false, reason: 'CONFIG_MANAGED_BY_RULE' },
        level: 'organization',
        enforced: true,
      },
    }),
  };
  const applied = { value: own.applied, updatedAt: new Date(own.appliedAt).toISOString() };
  const first = JSON.stringify({ value, source, sources }).slice(0, -1);
  return `${JSON.stringify(spec.key)}:${first},"valueSpace":${spaceJson(spec)},"appliedConfigurationValue":${JSON.stringify(applied)}}`;
}
