import { z } from 'zod';
import { type Command, defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';

/** A card of help is read in one look. */
const LINES = 7;
const TOPICS = ['devices', 'control', 'xapi', 'rollouts', 'workspaces', 'bot'] as const;
/** Actions that stand in one row. */
const ROW = 5;
/** What most people want first, when nobody named a topic. */
const FIRST = ['devices', 'device', 'status', 'volume', 'reboot', 'workspaces', 'xcommand', 'history'];
/** Where several commands are about one thing: what their names and aliases hold. */
const NOUNS = new Map([
  ['locations', /^locations?\b/],
  ['floors', /^floors?\b/],
  ['floor', /^floors?\b/],
  ['tags', /^(?:re|un)?tags?\b/],
  ['codes', /^(?:code|phone)\b/],
  ['activation codes', /^(?:code|phone)\b/],
  ['hot desks', /^hot desks?\b/],
]);

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
    const known = context.commands.filter(({ isFallback }) => !isFallback);
    const allowed = known.filter((command) => context.asker.can(command));
    const chosen = choose(topic, known, context);
    const device = await someDevice(context);
    const [only, another] = chosen;
    const lines = [...chosen, ...(only && !another ? relatives(only, allowed) : [])]
      .slice(0, LINES)
      .map((command) => ({ example: command.example(device), summary: command.summary, say: command.example(device) }));
    const more = chosen.slice(LINES).map(({ name }) => name);
    const title = topic === undefined ? 'What you can do here' : `Help: ${titleOf(topic, chosen)}`;
    const hint =
      more.length > 0
        ? `Also: ${more.join(', ')}.`
        : only && !another
          ? `Written as: ${only.usage}`
          : HOW[context.space.type];
    const topics = TOPICS.filter((name) => allowed.some((command) => command.topic === name)).map((name) => ({
      title: label(name),
      say: `help ${name}`,
    }));
    return {
      view: 'help/help',
      data: {
        title,
        lines,
        hint,
        hasNext: topics.length > 0,
        next: topics.slice(0, ROW),
        hasMore: topics.length > ROW,
        more: topics.slice(ROW),
      },
      text: [title, ...lines.map(({ example, summary }) => `${example} – ${summary}`), hint].join('\n'),
    };
  },
});

/** What else is done with the same thing: "rollout undo" beside "rollout". */
const relatives = ({ name }: Command, allowed: readonly Command[]): Command[] =>
  allowed.filter((command) => command.name.startsWith(`${name} `));

const label = (topic: string) => (topic === 'xapi' ? 'xAPI' : topic.charAt(0).toUpperCase() + topic.slice(1));

/** "reboot fjord" is about reboot: what follows a command is no part of the topic. */
const titleOf = (topic: string, chosen: readonly Command[]): string =>
  chosen.length === 1 && chosen[0] && !isTopic(topic) ? chosen[0].name : topic;
const isTopic = (topic: string): boolean => TOPICS.some((name) => name === topic);

function choose(
  topic: string | undefined,
  known: readonly Command[],
  { asker, roles }: Pick<ReadContext, 'asker' | 'roles'>,
): readonly Command[] {
  const mine = (command: Command) => asker.can(command);
  if (topic === undefined) {
    const first = FIRST.flatMap((name) => known.filter((command) => mine(command) && command.name === name));
    return first.length > 0 ? first.slice(0, LINES) : known.filter(mine);
  }
  const asked = about(topic, known);
  const chosen = asked.filter(mine);
  if (chosen.length > 0) return chosen;
  const [denied] = asked;
  if (denied) {
    const admins = roles.admins.filter((admin) => admin !== '*').slice(0, 3);
    throw new Problem(
      `${label(isTopic(topic) ? topic : denied.name)} needs ${asker.roleFor({ command: denied }).name}`,
      {
        code: 'not-for-this-role',
        hint: `Your role: ${asker.role ?? 'none'}. ${admins.length > 0 ? `Ask ${admins.join(' or ')}.` : 'Ask whoever runs this bot.'}`,
        next: [{ title: 'What you can do', say: 'help' }],
      },
    );
  }
  const topics = TOPICS.filter((name) => known.some((command) => mine(command) && command.topic === name));
  throw new Problem(`There is no help on "${topic}"`, {
    code: 'no-such-topic',
    hint: `Topics: ${topics.join(', ')}. A command helps too, for example "help ${asker.may('look') ? 'devices' : 'whoami'}".`,
    next: [{ title: 'Help', say: 'help' }],
  });
}

/** A topic, or the command that the words begin with. "devices" is both: the topic shows it with its like. */
function about(topic: string, known: readonly Command[]): readonly Command[] {
  if (isTopic(topic)) return known.filter((command) => command.topic === topic);
  const noun = NOUNS.get(topic);
  if (noun) return known.filter(({ name }) => noun.test(name));
  const words = topic.split(/\s+/);
  for (let length = Math.min(3, words.length); length > 0; length -= 1) {
    const verb = words.slice(0, length).join(' ');
    const found = known.filter(({ name, aliases }) => name === verb || aliases?.includes(verb));
    if (found.length > 0) return found;
  }
  return [];
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
