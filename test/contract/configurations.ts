import { z } from 'zod';
import { id } from './shapes.ts';

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]);
const deviceId = z.string().min(1);

const Source = z.looseObject({
  value: value.nullable(),
  editability: z.looseObject({ isEditable: z.boolean(), reason: z.string().optional() }),
});

const Configuration = z
  .looseObject({
    value: value.nullable(),
    source: z.string(),
    sources: z.object({ default: Source, configured: Source }).catchall(Source),
    valueSpace: z.looseObject({ type: z.enum(['integer', 'string', 'array', 'number', 'boolean']) }),
    appliedConfigurationValue: z.looseObject({ value: value.nullable(), updatedAt: z.iso.datetime() }).optional(),
  })
  .refine(({ source, sources }) => Object.hasOwn(sources, source), {
    message: 'comes from a source that is not there',
  });

const path = z.string().regex(/^[^/]+\/sources\/configured\/value$/, 'is not <key>/sources/configured/value');

/** https://developer.webex.com/docs/api/v1/device-configurations */
export const ConfigurationRules = {
  /** A map by key, not a list. */
  answer: z.looseObject({ deviceId: id, items: z.record(z.string(), Configuration) }),
  query: z.strictObject({ deviceId, key: z.string().min(1).optional() }),
  patchQuery: z.strictObject({ deviceId }),
  patch: z
    .array(
      z.union([
        z.strictObject({ op: z.literal('replace'), path, value }),
        z.strictObject({ op: z.literal('remove'), path }),
      ]),
    )
    .min(1),
};
