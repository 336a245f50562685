import type { Simulator } from '#simulator/server.ts';

/** Starts a bot against the simulator; disposing of it ends it. */
export type StartBot = (simulator: Simulator) => Promise<AsyncDisposable>;

type Json = Record<string, unknown>;

/** A bot that plays one scene, so that the chat page can be tested without the bot: restart Fjord, with a confirmation. */
export const startScriptedBot: StartBot = async (simulator) => {
  const { world, fleet, botToken, apiBase } = simulator;
  const call = async (method: string, path: string, body?: Json) => {
    const headers = { Authorization: `Bearer ${botToken}`, 'Content-Type': 'application/json' };
    const response = await fetch(`${apiBase}${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}.`);
  };
  const fjord = fleet.all().find(({ displayName }) => displayName === 'Fjord');
  const post = (roomId: string, parentId: string | undefined, text: string, card: Json) =>
    call('POST', '/messages', { roomId, parentId, text, attachments: [attachment(card)] });

  const stop = world.onChange(async ({ resource, event, data, actorId }) => {
    if (event !== 'created' || actorId === world.bot.id) return;
    if (resource === 'messages' && /reboot fjord/i.test(data.text ?? '')) {
      if (data.roomType === 'group' && !data.mentionedPeople?.includes(world.bot.id)) return;
      await post(data.roomId, data.parentId, 'Restart Fjord?', question());
    }
    if (resource === 'attachmentActions' && 'press' in data.inputs) {
      const card = world.messages.get(data.messageId);
      await call('DELETE', `/messages/${data.messageId}`);
      if (data.inputs['press'] === 'cancel')
        return post(data.roomId, card?.parentId, 'Cancelled', said('Nothing was sent'));
      await call('POST', '/xapi/command/SystemUnit.Boot', { deviceId: fjord?.id, arguments: { Action: 'Restart' } });
      await post(data.roomId, card?.parentId, 'Fjord is restarting', said('Fjord is restarting', 'Confirmed by Alice'));
    }
  });
  return {
    async [Symbol.asyncDispose]() {
      stop();
    },
  };
};

const attachment = (card: Json) => ({
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.3',
    ...card,
  },
});

function question(): Json {
  return {
    body: [
      { type: 'TextBlock', text: 'Restart Fjord?', size: 'large', weight: 'bolder', wrap: true },
      { type: 'TextBlock', text: 'It is connected. Back in about **2 minutes**.', wrap: true },
      { type: 'TextBlock', text: 'Asked by Alice · valid until 14:05', size: 'small', isSubtle: true, wrap: true },
    ],
    actions: [
      {
        type: 'Action.Submit',
        title: 'Restart Fjord',
        style: 'positive',
        data: { v: 1, plan: 'p1', press: 'confirm' },
      },
      { type: 'Action.Submit', title: 'Cancel', data: { v: 1, plan: 'p1', press: 'cancel' } },
    ],
  };
}

function said(title: string, small?: string): Json {
  const first = { type: 'TextBlock', text: title, size: 'large', weight: 'bolder', wrap: true };
  return {
    body: small ? [first, { type: 'TextBlock', text: small, isSubtle: true, size: 'small', wrap: true }] : [first],
  };
}
