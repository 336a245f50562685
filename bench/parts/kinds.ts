import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Catalogue, createCatalogue } from '#fleet/catalogue.ts';
import { type Catalogues, createCatalogues } from '#fleet/catalogues.ts';
import { systemClock } from '#lib/clock.ts';
import { createLog } from '#lib/log.ts';
import { answersOf, deviceOf } from '../../test/xapi/kinds.ts';

/** What the bot knows of a fleet: as many kinds of devices as it keeps in memory. */
export interface Kinds {
  catalogues: Catalogues;
  /** Everything that any product knows, as one kind: the size of the whole file. */
  whole: Catalogue;
  /** Megabytes of the heap that a kind takes, one with the other. */
  schemaMb: number;
  count: number;
}

/** The bot keeps this many. */
const KINDS = 24;

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Bytes of the heap that are in use after everything that is not was collected. */
function heap(): number {
  for (let times = 0; times < 3; times += 1) if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}

/** Reads a schema as a fleet of many products and softwares would answer it, through the bot's own cache. */
export async function openKinds(schema: string | object): Promise<Kinds> {
  const answers = answersOf(schema);
  const softwares = Math.ceil(KINDS / answers.length);
  const devices = answers
    .flatMap(({ product }) =>
      Array.from({ length: softwares }, (_, at) =>
        deviceOf(`${product} ${at}`, product, { software: `RoomOS 26.${at}` }),
      ),
    )
    .slice(0, KINDS);
  const catalogues = createCatalogues({
    xapi: {
      schema: async (ids) =>
        devices
          .filter(({ id }) => ids.includes(id))
          .map(({ id, product }) => {
            // Parsed anew for each, as it comes from Webex.
            const { commands, status } = JSON.parse(answers.find((answer) => answer.product === product)?.json ?? '{}');
            return { deviceId: id, commands, status };
          }),
    },
    kept: { get: async () => undefined, put: async () => {} },
    clock: systemClock,
    log: createLog('silent'),
  });
  const before = heap();
  await catalogues.warm(devices);
  const schemaMb = (heap() - before) / 1_000_000 / devices.length;
  if (catalogues.known().length !== devices.length) throw new Error('not every kind was kept');

  const sources = answers.map(({ json }) => JSON.parse(json));
  const whole = createCatalogue('All products', {
    commands: Object.assign({}, ...sources.map(({ commands }) => commands)),
    status: Object.assign({}, ...sources.map(({ status }) => status)),
  });
  return { catalogues, whole, schemaMb, count: devices.length };
}
