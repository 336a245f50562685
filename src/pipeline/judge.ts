import type { Person } from '#chat/index.ts';
import { needsLine } from '#guard/approval-replies.ts';
import { ruleName } from '#guard/authorise.ts';
import { decide } from '#guard/policy/decide.ts';
import type { Rule } from '#guard/policy/policy.ts';
import type { Verdict } from '#intent/asker.ts';
import type { Intent } from '#intent/command.ts';
import { EntryNeeded } from '#intent/entry-form.ts';
import { FormNeeded } from '#intent/form-needed.ts';
import { LoginNeeded } from '#intent/login-needed.ts';
import { isCommand, parse } from '#intent/parse.ts';
import { readWords, textOf } from '#intent/words.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { authoriseIntent, authorisePlan, choosesBy, seenBy } from './allowed.ts';
import { approvalFor } from './approval-needed.ts';
import type { introduce, Known, startRun } from './context.ts';
import { withinLimits } from './limits.ts';
import type { Rooms, Talk } from './rooms.ts';

const EMAIL = /^\S+@\S+\.\S+$/;
const MOST_NAMED = 5;

/** How somebody is made out, and what a run of theirs may use. */
interface How {
  introduce: typeof introduce;
  startRun: typeof startRun;
}

/**
 * Whether somebody may do what words say, in this space: they are planned as that person would have them planned, and
 * nothing is sent. Others' rights are told to admins only. Throws a Problem for words and names that mean nothing.
 */
export async function judge(rooms: Rooms, how: How, talk: Talk, asker: Known, asked: string): Promise<Verdict> {
  const { whom, words } = split(asked, rooms.commands);
  const person = whom === undefined ? talk.person : await personBy(rooms, asker, whom);
  const intent = parse(words, rooms.commands, rooms.catalogues.vocabulary);
  if (!intent || rooms.commands.some(({ name, isFallback }) => isFallback && name === intent.name))
    throw new Problem(words === '' ? 'What may they do?' : `"${shortened(words, 60)}" is no command`, {
      code: 'no-command',
      hint: 'Write for example: can Bob reboot on Fjord.',
      next: [{ title: 'Help', say: 'help' }],
    });
  const isMe = sameId(person.id, talk.person.id);
  const name = isMe ? 'You' : person.displayName;
  const own = isMe ? words : undefined;
  try {
    const known = await how.introduce(rooms, { person, space: talk.space }, { isFresh: true });
    const { rule, what, note } = await tried(rooms, how, { ...talk, person }, known, intent);
    return {
      own,
      isAllowed: true,
      sentence: `${name} may ${lowered(what)}`,
      detail: [rule && `${ruleName(rule, known.standing.policy)} allows it.`, note].filter(Boolean).join(' '),
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const open = leftOpen(error);
    if (open)
      return {
        own,
        isAllowed: true,
        sentence: `${name} may ${lowered(intent.summary)}, as far as my rules go`,
        detail: isMe ? open : open.replaceAll('you ', 'they ').replaceAll('your ', 'their '),
      };
    const isDenied = error.code === 'not-allowed';
    return {
      own,
      isAllowed: false,
      sentence: isDenied
        ? denied(name, error.message)
        : `${name} can't do that now: ${lowered(error.message.replace(/^Not now: /, ''), false)}`,
      detail: isDenied && name !== 'You' ? theirs(error.hint) : (error.hint ?? ''),
    };
  }
}

/** What the rules did not get to see, as sentences: what is missing in the words, or a login. */
function leftOpen(error: Problem): string | undefined {
  if (error instanceof EntryNeeded || error instanceof FormNeeded)
    return 'With what exactly was not said: ask with all of it to be sure.';
  if (error instanceof LoginNeeded)
    return 'It is done with your own rights in Webex, so you have to log in first. What Webex lets you do is seen then.';
  return undefined;
}

/** A name may have several words: it ends where a command begins. */
function split(asked: string, commands: Rooms['commands']): { whom: string | undefined; words: string } {
  const { tokens } = readWords(asked);
  const begin = tokens.findIndex((_, index) => index > 0 && isCommand(tokens.slice(index), commands));
  const at = begin === -1 ? 1 : begin;
  const whom = textOf(tokens.slice(0, at));
  const first = tokens[at];
  return { whom: /^(i|me|myself)$/i.test(whom) ? undefined : whom, words: first ? asked.slice(first.start) : '' };
}

interface Tried {
  rule: Rule | undefined;
  what: string;
  note?: string;
}

async function tried(rooms: Rooms, { startRun }: How, talk: Talk, known: Known, intent: Intent): Promise<Tried> {
  const rule = authoriseIntent(rooms, known, intent, talk.space);
  const run = startRun(rooms, talk, known, rooms.webex);
  run.intent = intent;
  if (intent.kind === 'change') {
    const plan = await intent.plan(run.read).catch(async (error: unknown) => {
      if (error instanceof EntryNeeded || error instanceof FormNeeded)
        authoriseIntent(rooms, known, intent, talk.space, error.form.tier);
      throw error instanceof Problem ? await inPrinciple(rooms, known, intent, talk, error) : error;
    });
    const allowing = await authorisePlan(rooms, known, intent, plan, talk.space);
    await withinLimits(rooms, { talk, asker: known, run }, intent, plan);
    const needed = await approvalFor(rooms, { talk, asker: known }, intent, plan);
    const asks = (plan.tier > 0 && !plan.goesOn) || plan.asks === true;
    return {
      rule: allowing,
      what: plan.title.replace(/\?$/, ''),
      ...(needed ? { note: needsLine(needed) } : asks && { note: 'It asks before it does it.' }),
    };
  }
  const phrase = deviceIn(intent.args);
  if (phrase !== undefined) await rooms.fleet.within(await seenBy(rooms, known, talk.space, intent)).many(phrase);
  return { rule, what: `run "${shortened(intent.words, 80)}"` };
}

/** What can't be planned just now, such as on a device that is offline: what the rules say all the same. */
async function inPrinciple(
  rooms: Rooms,
  known: Known,
  intent: Intent,
  { space }: Talk,
  error: Problem,
): Promise<Problem> {
  const phrase = deviceIn(intent.args);
  if (error.code === 'not-allowed' || phrase === undefined) return error;
  const sees = await seenBy(rooms, known, space, undefined);
  const devices = await rooms.fleet
    .within(sees)
    .many(phrase)
    .catch(() => []);
  if (devices.length === 0) return error;
  const { policy, roles } = known.standing;
  const wanted = { command: intent.name, needs: intent.needs, sends: [], space };
  const { isAllowed } = decide(policy, roles, wanted, devices, await choosesBy(rooms, known));
  if (isAllowed && leftOpen(error) !== undefined) return error;
  const { message, code, hint, next } = error;
  const rules = isAllowed ? 'The rules would allow it.' : 'The rules would not allow it either.';
  return new Problem(message, { code, hint: [hint, rules].filter(Boolean).join(' '), next });
}

const deviceIn = (args: unknown): string | undefined => {
  const { device } = Object(args);
  return typeof device === 'string' ? device : undefined;
};

async function personBy(rooms: Rooms, asker: Known, whom: string): Promise<Person> {
  if (!asker.may('administer'))
    throw new Problem('You can only ask what you may do yourself', {
      code: 'not-allowed',
      hint: 'What others may do is told to admins. Write for example: can I reboot on Fjord.',
      next: [{ title: 'Who am I', say: 'whoami' }],
    });
  const found = await rooms.webex.people.list(EMAIL.test(whom) ? { email: whom } : { displayName: whom });
  const people = found.filter(({ type }) => type !== 'bot');
  const [only, another] = people;
  if (!only)
    throw new Problem(`I don't know anybody called "${shortened(whom, 60)}"`, {
      code: 'nobody',
      hint: 'Write how their name begins, or their e-mail address.',
    });
  if (another)
    throw new Problem(`${people.length} people are called "${shortened(whom, 60)}"`, {
      code: 'which-person',
      hint: `Write the e-mail address: ${people
        .slice(0, MOST_NAMED)
        .flatMap(({ emails }) => emails[0] ?? [])
        .join(', ')}.`,
    });
  return rooms.chat.person(only.id);
}

const lowered = (text: string, isVerb = true): string =>
  isVerb || /^(It|This|That|There|None|No|I )/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/** "You can look, but not restart Fjord" is said of somebody else, too. */
const denied = (name: string, message: string): string =>
  name === 'You'
    ? message
    : message.replace(/^You can't /, `${name} can't `).replace(/^You can look/, `${name} can look`);

const theirs = (hint = ''): string => hint.replaceAll('Your ', 'Their ').replace(/ Ask [^.]*\S*\.$/, '');
