import { EventEmitter } from 'node:events';
import Framework from 'webex-node-bot-framework';
import webhook from 'webex-node-bot-framework/webhook.js';
import type { Logger } from '#lib/log.ts';
import { Person } from '#webex/people.ts';
import { HOOK_NAME, type Sdk } from './sdk.ts';

// On load the framework lifts the limit of listeners on every emitter of the process, and with it Node's leak warning.
Reflect.set(EventEmitter.prototype, '_maxListeners', undefined);

export type Bot = Framework.Bot;

/** What the framework tells. Each call names the thing by the id it was handed over with. */
export interface FrameworkEvents {
  message(messageId: string, bot: Bot): void;
  click(actionId: string, bot: Bot): void;
  /** The bot's own membership of a space, new to the framework or not. */
  entered(membershipId: string, bot: Bot): void;
  left(bot: Bot): void;
}

export interface RunningFramework {
  /** Resolves with the bot's own account. */
  start(): Promise<Person>;
  stop(): Promise<void>;
  /** Takes an event through the framework; resolves when it has told its listeners. */
  receive(event: { resource: string; event: string; actorId?: string; data: object }): Promise<void>;
  botIn(roomId: string): Bot | undefined;
  /** Makes the framework's object for a space the bot has been in all along. */
  discover(membership: Framework.Membership): Promise<void>;
}

/** webex-node-bot-framework on the given SDK surface, with its habits kept in check. */
export function createFramework(sdk: Sdk, events: FrameworkEvents, log: Logger): RunningFramework {
  const framework = new Framework({
    token: sdk,
    // Never called: it only keeps the framework from opening a websocket.
    webhookUrl: 'http://127.0.0.1/webhooks/webex',
    removeWebhooksOnStart: false,
    // Spaces are discovered when their first event comes; asking for thousands at the start would take minutes.
    maxStartupSpaces: 0,
  });
  // The framework's own listener for errors throws, and its log and debug lines carry what people wrote.
  framework.removeAllListeners('error');
  framework.on('error', (error) => log.error({ err: error }, 'framework error'));
  framework.log = (message) => message;
  framework.debug = () => {};

  // `message` comes for words and `files` for files; a message with both gives both, so the receiver takes the first.
  // Phrases (`hears`) would fire on words in the middle of a sentence; the bot has its own parser.
  const onMessage = (bot: Bot, trigger: Framework.Trigger) => events.message(trigger.id, bot);
  framework.on('message', onMessage);
  framework.on('files', onMessage);
  framework.on('attachmentAction', (bot: Bot, trigger: Framework.Trigger) => events.click(trigger.id, bot));
  framework.on('spawn', (bot: Bot) => events.entered(bot.membership.id, bot));
  framework.on('memberEnters', (bot: Bot, membership: Framework.Membership) => events.entered(membership.id, bot));
  framework.on('despawn', (bot: Bot) => events.left(bot));

  const take = webhook(framework);
  return {
    async start() {
      await framework.start();
      // The framework learns its webhook's name some time after `start` resolves, and drops every event until then.
      framework.webhook = { name: HOOK_NAME };
      return Person.parse(framework.person);
    },
    async stop() {
      await framework.stop();
    },
    async receive(event) {
      await take({ body: { ...event, name: HOOK_NAME } });
    },
    botIn: (roomId) => framework.getBotByRoomId(roomId),
    async discover(membership) {
      await framework.spawn(membership);
    },
  };
}
