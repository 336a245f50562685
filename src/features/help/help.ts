import { z } from 'zod';
import { type Command, defineRead, type ReadContext } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';

/** A card of help is read in one look. */
const LINES = 7;
const TOPICS = ['devices', 'control', 'xapi', 'bot'] as const;
/** What most people want first, when nobody named a topic. */
const FIRST = ['devices', 'device', 'status', 'volume', 'reboot', 'history', 'xcommand'];

const HOW = { group: 'Mention me, or write to me directly.', direct: 'Say it as in the examples.' };

/** What this person may do in this place, each line with one of their own devices. */
export const help = defineRead({
  name: 'help',
  aliases: ['?', 'hi', 'hello'],
  topic: 'bot',
  summary: 'See what you can do here',
  usage: 'help [topic]',
  example: () => 'help control',
  needs: 'open',
  args: z.object({ topic: z.string().max(100).optional() }),
  read: ({ text }) => ({ topic: text.trim().toLowerCase() || undefined }),
  say: ({ topic }) => (topic === undefined ? 'help' : `help ${quoted(topic)}`),

  async run({ topic }, context) {
    const allowed = context.commands.filter(({ needs }) => context.asker.may(needs));
    const chosen = choose(topic, allowed);
    const device = await someDevice(context);
    const lines = chosen
      .slice(0, LINES)
      .map((command) => ({ example: command.example(device), summary: command.summary, say: command.example(device) }));
    const more = chosen.slice(LINES).map(({ name }) => name);
    const title = topic === undefined ? 'What you can do here' : `Help: ${topic}`;
    const hint =
      more.length > 0
        ? `Also: ${more.join(', ')}.`
        : chosen.length === 1 && chosen[0]
          ? `Written as: ${chosen[0].usage}`
          : HOW[context.space.type];
    return {
      view: 'help/help',
      data: {
        title,
        lines,
        hint,
        hasNext: true,
        next: TOPICS.map((name) => ({ title: label(name), say: `help ${name}` })),
      },
      text: [title, ...lines.map(({ example, summary }) => `${example} – ${summary}`), hint].join('\n'),
    };
  },
});

const label = (topic: string) => (topic === 'xapi' ? 'xAPI' : topic.charAt(0).toUpperCase() + topic.slice(1));

function choose(topic: string | undefined, allowed: readonly Command[]): readonly Command[] {
  if (topic === undefined) {
    const first = FIRST.flatMap((name) => allowed.filter((command) => command.name === name));
    return first.length > 0 ? first : allowed;
  }
  // "devices" is a topic and a command: the topic shows both.
  const ofTopic = allowed.filter((command) => command.topic === topic);
  const chosen =
    ofTopic.length > 0 ? ofTopic : allowed.filter(({ name, aliases }) => name === topic || aliases?.includes(topic));
  if (chosen.length > 0) return chosen;
  throw new Problem(`There is no help on "${topic}"`, {
    code: 'no-such-topic',
    hint: 'Topics: devices, control, xapi, bot. A command helps too, for example "help volume".',
    next: [{ title: 'Help', say: 'help' }],
  });
}

/** A device of the reader's own, so that the examples work as they stand. */
async function someDevice({ fleet, asker, log }: ReadContext): Promise<string> {
  if (!asker.may('look')) return 'Fjord';
  try {
    const devices = await fleet.list();
    const online = devices.find(({ connectionStatus, personId }) => connectionStatus === 'connected' && !personId);
    return quoted((online ?? devices[0])?.displayName ?? 'Fjord');
  } catch (error) {
    log.warn({ err: error }, 'devices for the help did not come');
    return 'Fjord';
  }
}
