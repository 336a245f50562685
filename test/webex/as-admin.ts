import { createLog } from '#lib/log.ts';
import type { SimulatorOptions } from '#simulator/server.ts';
import { fixedToken } from '#webex/auth.ts';
import { createWebex } from '#webex/index.ts';
import { scopesOf, type Want } from '#webex/scopes.ts';
import { startWatched } from '../contract/watched.ts';
import { testClock } from './fake-webex.ts';

/**
 * A simulated cloud, and the client as it acts for Alice, an administrator who logged in for these wants. What it asks and
 * what it is answered is held against the contract.
 */
export async function openAsAdmin(wants: readonly Want[], options: SimulatorOptions = {}) {
  const cloud = await startWatched(options);
  const alice = cloud.world.people.all().find(({ firstName }) => firstName === 'Alice');
  if (!alice) throw new Error('there is no Alice');
  const { integration, tokens } = cloud.oauth;
  const { answer } = tokens.begin(integration, alice, new Set(scopesOf(wants)));
  const log: string[] = [];
  const bot = createWebex({
    apiBase: cloud.apiBase,
    token: cloud.botToken,
    clock: testClock(),
    log: createLog('debug', { write: (line) => void log.push(line) }),
  });
  return {
    cloud,
    log,
    bot,
    webex: bot.as(fixedToken(answer.access_token)),
    workspaceNamed(name: string) {
      const found = cloud.places.workspaces.all().find(({ displayName }) => displayName === name);
      if (!found) throw new Error(`no workspace is called ${name}`);
      return found;
    },
    async [Symbol.asyncDispose]() {
      await bot.close();
      await cloud.close();
    },
  };
}
