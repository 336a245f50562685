import type { MetricName } from '#webex/workspace-metrics.ts';

export type Unit = 'celsius' | 'fahrenheit';

/** Something that devices measure in a workspace. */
export interface Measure {
  name: MetricName;
  label: string;
  /** How people say it, in lower case; the first is written in buttons. */
  words: readonly [string, ...string[]];
  /** By which name the capabilities of a workspace have it. */
  capability: string;
  digits: number;
  /** Behind a value, with the blank before it. */
  unit: string;
  /** A zero stands for nobody there: hours and days leave zeros out. */
  isCount?: true;
}

/** https://developer.webex.com/docs/api/v1/workspace-metrics. Which unit TVOC has is not documented. */
export const MEASURES: readonly Measure[] = [
  {
    name: 'temperature',
    label: 'Temperature',
    words: ['temperature', 'temp'],
    capability: 'temperature',
    digits: 1,
    unit: ' °C',
  },
  { name: 'humidity', label: 'Humidity', words: ['humidity'], capability: 'relativeHumidity', digits: 0, unit: ' %' },
  {
    name: 'tvoc',
    label: 'TVOC',
    words: ['tvoc', 'air quality', 'air'],
    capability: 'airQuality',
    digits: 0,
    unit: '',
  },
  {
    name: 'soundLevel',
    label: 'Sound level',
    words: ['sound level', 'sound'],
    capability: 'soundLevel',
    digits: 0,
    unit: ' dB(A)',
  },
  {
    name: 'ambientNoise',
    label: 'Ambient noise',
    words: ['ambient noise', 'noise'],
    capability: 'ambientNoise',
    digits: 0,
    unit: ' dB(A)',
  },
  {
    name: 'peopleCount',
    label: 'People',
    words: ['people', 'people count', 'occupancy'],
    capability: 'occupancyDetection',
    digits: 1,
    unit: '',
    isCount: true,
  },
];

export const measureOf = (name: string | undefined): Measure | undefined =>
  MEASURES.find((measure) => measure.name === name);

/** "22.3 °C"; whole numbers of people stay whole. */
export function valueWords(value: number, { digits, unit }: Measure, asked: Unit = 'celsius'): string {
  const text = Number.isInteger(value) ? String(value) : value.toFixed(digits);
  return `${text}${unit === ' °C' && asked === 'fahrenheit' ? ' °F' : unit}`;
}
