import { accessOf, conditionOf } from '#fleet/condition.ts';
import { HOW_TO_GRANT } from '#fleet/problems.ts';
import { summaryOf } from '#fleet/summary.ts';
import type { Check } from '#intent/checks.ts';
import type { ReadContext } from '#intent/context.ts';
import { shortened } from '#lib/shorten.ts';
import type { Device } from '#webex/devices.ts';

const MOST_NAMED = 3;
const MOST_LISTED = 30;
const LONGEST_NAME = 40;

const named = (devices: readonly Device[], most: number): string[] =>
  devices.slice(0, most).map(({ displayName }) => shortened(displayName, LONGEST_NAME));

/** "Fjord, Camden, Kew and 4 more". */
const few = (devices: readonly Device[]): string =>
  `${named(devices, MOST_NAMED).join(', ')}${devices.length > MOST_NAMED ? ` and ${devices.length - MOST_NAMED} more` : ''}`;

/** Which devices the bot was given, and what it may do with them. */
export const devicesCheck = ({ fleet, bot }: ReadContext): Check => ({
  name: 'devices',
  label: 'Devices',
  async look() {
    const devices = await fleet.list({ isFresh: true });
    if (devices.length === 0)
      return {
        state: 'broken',
        says: "I can't see any yet",
        remedy: `${HOW_TO_GRANT} My address is ${bot.email}.`,
      };
    const limited = devices.filter((device) => accessOf(device) !== 'full');
    const summary = `${devices.length} granted: ${summaryOf(devices)}`;
    if (limited.length === 0) return { state: 'fine', says: `${summary}. I have full access` };
    const full = devices.length - limited.length;
    return {
      state: 'note',
      says: `${summary}. Full access to ${full}, Read Only to ${limited.length}: ${few(limited)}`,
      remedy:
        'Where I should do more than look: Control Hub → Workspaces → the workspace → Devices → Edit API access → Full Access.',
      more: limited.length > MOST_NAMED ? [`Read Only: ${named(limited, MOST_LISTED).join(', ')}`] : [],
    };
  },
});

/** Whether the bot is told what devices understand, by the first that is online. */
export const schemaCheck = ({ fleet, catalogues }: ReadContext): Check => ({
  name: 'schema',
  label: 'Schemas',
  async look() {
    const devices = await fleet.list();
    const one = devices.find((device) => accessOf(device) !== 'none' && conditionOf(device).isOnline);
    if (!one) return { state: 'note', says: 'No device is online that could tell what it understands' };
    const name = shortened(one.displayName, LONGEST_NAME);
    if (await catalogues.of(one)) return { state: 'fine', says: `${name} tells what it understands` };
    return {
      state: 'needs',
      says: `${name} does not tell what it understands`,
      remedy:
        'Commands work all the same, but I can neither check them before they are sent nor suggest any. Check again in ten minutes.',
    };
  },
});
