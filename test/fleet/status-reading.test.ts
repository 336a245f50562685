import { describe, expect, test } from 'vitest';
import { readStatuses } from '#fleet/status-reading.ts';
import { Device } from '#webex/devices.ts';
import { refusal, WebexError } from '#webex/errors.ts';
import { quiet } from '../store/engines.ts';

const NOW = Date.parse('2026-11-22T13:00:00Z');
const device = (name: string, more: object = {}): Device =>
  Device.parse({
    id: `id-${name}`,
    displayName: name,
    orgId: 'org',
    product: 'Cisco Room Bar',
    type: 'roomdesk',
    permissions: ['xapi:readonly'],
    connectionStatus: 'connected',
    tags: [],
    errorCodes: [],
    ...more,
  });
const unanswered = (code: string) =>
  new WebexError('It did not work.', {
    code,
    kind: 'no-answer',
    outcome: code === 'webex-stopped' ? 'not-sent' : 'refused',
  });

/** A device's answer to a glance, and to a question that waits. */
type Answer = () => Promise<Record<string, unknown>>;
function open(glance: (id: string) => ReturnType<Answer>, patient: Answer = async () => ({}), current: Device[] = []) {
  const asked: string[] = [];
  const context = {
    webex: {
      glance: {
        status: (id: string) => {
          asked.push(id);
          return glance(id);
        },
      },
      xapi: { status: patient },
    },
    fleet: {
      list: async () => current,
      many: async () => current,
      locations: async () => new Map(),
      forget: () => {},
      relist: () => {},
      async one(phrase: string | undefined) {
        const found = current.find(({ id }) => `id:${id}` === phrase);
        if (!found) throw unanswered('webex-timeout');
        return found;
      },
    },
    now: NOW,
    log: quiet,
  };
  return { asked, read: (devices: Device[], limits = {}) => readStatuses(devices, ['Audio.Volume'], context, limits) };
}
const volume = async () => ({ Audio: { Volume: 45 } });

describe('statuses of several devices', () => {
  test('those known to be away are not asked, read-only ones are', async () => {
    const { asked, read } = open(volume);
    const found = await read([
      device('Fjord'),
      device('Away', { connectionStatus: 'disconnected', lastSeen: '2026-11-22T08:12:00Z' }),
      device('Foreign', { permissions: [] }),
    ]);
    expect(asked).toEqual(['id-Fjord']);
    expect(found.map(({ device: { displayName }, ...rest }) => [displayName, rest])).toEqual([
      ['Fjord', { values: [{ path: 'Audio.Volume', value: 45 }] }],
      ['Away', { values: undefined, why: 'Offline', detail: 'for 4 h 48 min' }],
      ['Foreign', { values: undefined, why: 'Not granted to me' }],
    ]);
  });

  test('a silent one, one that Webex refuses and one that just went away are told apart', async () => {
    const { read } = open(
      async (id) => {
        if (id === 'id-Silent') throw unanswered('webex-timeout');
        if (id === 'id-Refused') throw refusal({ status: 403, details: [], isRead: true });
        throw refusal({ status: 502, details: ['Device is not reachable'], isRead: true });
      },
      undefined,
      [device('Silent'), device('Gone', { connectionStatus: 'disconnected' })],
    );
    const found = await read([device('Silent'), device('Refused'), device('Gone')]);
    expect(found.map((one) => (one.values ? '' : one.why))).toEqual([
      'Did not answer',
      'Webex does not allow the bot to do this',
      'Offline',
    ]);
  });

  test('one that had to wait for Webex’s rate limit is asked again, with patience', async () => {
    const { read } = open(async () => {
      throw unanswered('webex-stopped');
    }, volume);
    expect(await read([device('Fjord')])).toMatchObject([{ values: [{ value: 45 }] }]);
  });

  test('when nobody answers, not all are waited for', async () => {
    const { asked, read } = open(async () => {
      throw unanswered('webex-reset');
    });
    const found = await read(Array.from({ length: 100 }, (_, at) => device(`Device ${at}`)));
    expect(asked.length).toBeLessThan(30);
    expect(found).toHaveLength(100);
    expect(found.at(-1)).toMatchObject({ why: 'Not asked, since nobody answered' });
  });

  test('beyond so many values no more are asked', async () => {
    const { asked, read } = open(volume);
    const found = await read(
      Array.from({ length: 40 }, (_, at) => device(`Device ${at}`)),
      { mostValues: 10 },
    );
    expect(asked.length).toBeLessThan(25);
    expect(found.at(-1)).toMatchObject({ why: 'Not asked any more' });
  });

  test('a fault of the bot itself is no silence of a device', async () => {
    const { read } = open(async () => {
      throw new TypeError('a slip');
    });
    await expect(read([device('Fjord')])).rejects.toThrow('a slip');
  });
});
