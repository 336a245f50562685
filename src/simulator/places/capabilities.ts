import type { SimDevice } from '../devices/device.ts';
import type { Trait } from '../devices/products.ts';

/** What a workspace can measure, and the devices that do. */
const MEASURED_BY: Readonly<Record<string, Trait>> = {
  occupancyDetection: 'codec',
  presenceDetection: 'codec',
  ambientNoise: 'codec',
  soundLevel: 'codec',
  temperature: 'climate',
  airQuality: 'climate',
  relativeHumidity: 'climate',
};

/** Supported: a device of the workspace can; configured: it was also switched on. */
export function capabilitiesOf(
  devices: readonly SimDevice[],
): Record<string, { supported: boolean; configured: boolean }> {
  return Object.fromEntries(
    Object.entries(MEASURED_BY).map(([name, trait]) => {
      const able = devices.filter(({ product }) => product.traits.has(trait));
      // One in four has it switched off, so that a reader meets both.
      return [name, { supported: able.length > 0, configured: able.some(({ index }) => index % 4 !== 3) }];
    }),
  );
}
