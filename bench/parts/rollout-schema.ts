import { bigSchema, type RoomOsObject } from '../../test/xapi/big-schema.ts';
import { ALL } from '../../test/xapi/big-schema-words.ts';

/** A made schema has configurations of so many kilobytes an answer. */
const MADE_KB = 600;
/** What one more takes in an answer. */
const ONE_KB = 0.54;

/** A schema with some thousand configurations, filled up or thinned so that the answer about a device has about so many kilobytes. */
export function schemaOf(kilobytes: number): { objects: RoomOsObject[] } {
  const { objects } = bigSchema();
  const share = kilobytes / MADE_KB;
  const kept = objects.filter(
    ({ type, path }, index) => type !== 'Configuration' || path.startsWith('Standby') || (index % 100) / 100 < share,
  );
  const more = Math.max(0, Math.round((kilobytes - MADE_KB) / ONE_KB));
  const further = Array.from(
    { length: more },
    (_, index): RoomOsObject => ({
      id: objects.length + index + 1,
      type: 'Configuration',
      path: `Further Part${index} Mode`,
      normPath: `Further Part${index} Mode`,
      products: [...ALL],
      attributes: {
        access: 'public-api',
        backend: 'any',
        default: 'Off',
        read: ['Admin'],
        role: ['Admin'],
        valuespace: { type: 'Literal', Values: ['Off', 'On', 'Auto'], description: {} },
      },
    }),
  );
  return { objects: [...kept, ...further] };
}
