import { createCatalogue } from '#fleet/catalogue.ts';
import type { Kind, Scope } from '#fleet/catalogue-scope.ts';
import { PRODUCTS } from '#simulator/devices/products.ts';
import { describeSchema } from '#simulator/xapi/describe.ts';
import { openSchema } from '#simulator/xapi/file/load.ts';
import { Device } from '#webex/devices.ts';
import { bigSchema } from './big-schema.ts';

const ALL = { status: [], command: [] };

/** What GET /xapi/schema answers for a device of each product, of a schema of real size. */
export function answersOf(schema: string | object): { product: string; json: string }[] {
  const source = openSchema(schema);
  return PRODUCTS.map((product) => ({
    product: product.name,
    json: JSON.stringify(describeSchema(source.schemaOf(product), ALL)),
  }));
}

let big: Scope | undefined;

/** Two devices of each product, with what they understand; made once, since nothing changes it. */
export function bigScope(): Scope {
  if (big) return big;
  const kinds = answersOf(bigSchema()).map(({ product, json }, index): Kind => {
    const { commands, status } = JSON.parse(json);
    return {
      product: product.replace(/^Cisco /, ''),
      devices: ['North', 'South'].map((side) => deviceOf(`${side} ${index}`, product)),
      catalogue: createCatalogue(product, { commands, status }),
    };
  });
  big = { kinds, catalogues: kinds.flatMap(({ catalogue }) => catalogue ?? []) };
  return big;
}

export const deviceOf = (displayName: string, product: string, more: Partial<Device> = {}): Device => ({
  ...Device.parse({ id: `device ${displayName}`, displayName, product, connectionStatus: 'connected' }),
  ...more,
});
