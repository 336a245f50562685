/** The framework ships no types. These are the parts of 2.3.14 that this room uses, as its source has them. */
declare module 'webex-node-bot-framework' {
  import type { EventEmitter } from 'node:events';

  namespace Framework {
    interface Options {
      /** Given unread to `Webex.init`; here it is the SDK surface itself. */
      token: object;
      /** Without it the framework opens a websocket instead. */
      webhookUrl: string;
      removeWebhooksOnStart: boolean;
      maxStartupSpaces: number;
    }

    interface Room {
      id: string;
      title: string;
      type: string;
    }

    interface Person {
      id: string;
    }

    interface Membership {
      id: string;
      roomId: string;
      personId: string;
    }

    /** The framework's object for one space. */
    interface Bot {
      room: Room;
      membership: Membership;
      isGroup: boolean;
      isDirect: boolean;
    }

    interface Trigger {
      id: string;
      person: Person;
      message?: object;
      attachmentAction?: object;
    }
  }

  class Framework extends EventEmitter {
    constructor(options: Framework.Options);
    active: boolean;
    initialized: boolean;
    person: object;
    webhook: { name?: string };
    getBotByRoomId(roomId: string): Framework.Bot | undefined;
    spawn(membership: Framework.Membership, actorId?: string): PromiseLike<boolean>;
    start(): PromiseLike<boolean>;
    stop(): PromiseLike<boolean>;
    log(message: string): string;
    debug(...message: unknown[]): void;
  }
  export = Framework;
}

declare module 'webex-node-bot-framework/webhook.js' {
  import type Framework from 'webex-node-bot-framework';

  /** Takes a request's body to the framework. Without a response object it answers nobody. */
  function webhook(framework: Framework): (req: { body: object }) => PromiseLike<unknown>;
  export = webhook;
}
