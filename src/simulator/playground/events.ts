import type { RequestHandler } from 'express';
import type { Change } from '../changes.ts';
import type { Fleet } from '../devices/fleet.ts';
import { canSeeChange } from '../visibility.ts';
import type { World } from '../world.ts';

/** Often enough that a browser notices within half a minute that the simulator went away. */
const HEARTBEAT = 15_000;

/** Device changes are told at most this often, in milliseconds: a large fleet may change a hundred devices at once. */
const DEVICE_PAUSE = 60;

type Send = (event: string, data: unknown) => void;

/**
 * Live changes as server-sent events. `change` names the resource and who may see it, never its content: the page
 * fetches that with the token of the person it is. `devices` lists the ids of devices that changed.
 */
export function liveEvents(world: World, fleet: Pick<Fleet, 'onChange'>): RequestHandler {
  const listeners = new Set<Send>();
  const changed = new Set<string>();
  const tell: Send = (event, data) => {
    for (const send of listeners) send(event, data);
  };
  world.onChange((change) => {
    if (listeners.size > 0) tell('change', describe(world, change));
  });
  fleet.onChange((deviceId) => {
    if (listeners.size === 0) return;
    // The first of a burst starts the pause, after which all of them are told at once.
    if (changed.size === 0) setTimeout(tellDevices, DEVICE_PAUSE).unref();
    changed.add(deviceId);
  });
  const tellDevices = () => {
    tell('devices', { ids: [...changed] });
    changed.clear();
  };

  return (req, res) => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    res.write('retry: 1000\n\n');
    const send: Send = (event, data) => {
      res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT).unref();
    listeners.add(send);
    req.on('close', () => {
      clearInterval(heartbeat);
      listeners.delete(send);
    });
  };
}

function describe(world: World, change: Change) {
  const { resource, event, roomId, actorId, data } = change;
  const people = world.people.all().filter((account) => canSeeChange(world, account, change));
  return { resource, event, roomId, actorId, id: data.id, for: people.map(({ id }) => id) };
}
