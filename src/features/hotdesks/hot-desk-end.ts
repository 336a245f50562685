import { z } from 'zod';
import { type Candidate, WhichOne } from '#fleet/which-one.ts';
import { workspaceTarget } from '#fleet/workspaces.ts';
import type { AdminReads } from '#intent/admin.ts';
import { defineChange, type Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { readKeyed, spelledKey, spelledName } from '#intent/keyed.ts';
import { Problem } from '#lib/problem.ts';
import { plainDateTime } from '#render/markup.ts';
import { said } from '#render/replies.ts';
import { atDesks, type Session, sessionsOf, withNames } from './sessions.ts';

/** Of those to choose from. */
const MOST_SHOWN = 8;
const WHICH = 'Which desk? For example: hot desk end Kew';

interface Step {
  id: string;
  told: string;
}

/** Ends somebody's session at a desk before its time. */
export const hotDeskEnd = defineChange({
  name: 'hot desk end',
  aliases: ['hotdesk end', 'end hot desk', 'end hotdesk'],
  topic: 'workspaces',
  summary: 'End a hot desk session',
  usage: 'hot desk end <workspace> | <email>',
  example: (name) => `hot desk end ${name}`,
  needs: 'operate',
  args: z
    .object({
      of: z.string().trim().min(1, WHICH).max(256, 'That is too long for a name.').optional(),
      session: z.string().trim().min(1).max(256, 'That is no session.').optional(),
    })
    .refine(({ of, session }) => of !== undefined || session !== undefined, WHICH),
  read: ({ raw }) => {
    const { rest, given } = readKeyed(raw, ['id', 'session']);
    const { id, session } = given;
    if (session !== undefined) return { session };
    return { of: id === undefined ? rest.replace(/^(?:of|named|on|for|at)\s+/i, '') || undefined : `id:${id}` };
  },
  instead: () => [{ title: 'Hot desks', say: 'hot desks' }],
  say: ({ of = '', session }) => (session === undefined ? spelled(of) : ended(session)),

  async plan({ of, session: id }, context): Promise<Plan<Step>> {
    const admin = await context.admin('hotdesk:write', 'workspaces:read');
    const session = id === undefined ? await ofPhrase(of ?? '', admin, context) : await ofId(id, admin, context);
    const { desk, person } = session;
    const until = session.end === undefined ? '' : ` until ${plainDateTime(session.end, context.timeZone)}`;
    const isNow = session.start === undefined || session.start <= context.now;
    const from = session.start === undefined || isNow ? '' : ` from ${plainDateTime(session.start, context.timeZone)}`;
    return {
      tier: 2,
      title: `End the session of ${person} at ${desk.displayName}?`,
      action: 'End the session',
      targets: [workspaceTarget(desk)],
      facts: [
        {
          key: `${session.id} ${session.start} ${session.end}`,
          text: `${isNow ? 'They have' : 'They booked'} the desk${from}${until}. Anybody can take it then.`,
        },
      ],
      step: { id: session.id, told: `The session of ${person} at ${desk.displayName} is ended` },
    };
  },

  async apply({ id, told }, context) {
    const { webex } = await context.admin('hotdesk:write', 'workspaces:read');
    await webex.hotDesk.end(id);
    return { reply: said(told, { next: [{ title: 'Hot desks', say: 'hot desks' }] }), trackingIds: [] };
  },
});

const spelled = (of: string): string => `hot desk end ${/^id:[\w=-]+$/.test(of) ? of : `of ${spelledName(of)}`}`;
const ended = (session: string): string => `hot desk end ${spelledKey('session', session)}`;

async function ofId(id: string, admin: AdminReads, context: ReadContext): Promise<Session> {
  const all = await admin.webex.hotDesk.list();
  const one = all.filter(({ sessionId }) => sessionId === id);
  const [session] = await withNames(await atDesks(one, admin, context), admin);
  if (session) return session;
  throw new Problem('This session is over', {
    code: 'session-gone',
    hint: 'It ended, or it is not yours to see. Nothing was changed.',
    next: [{ title: 'Hot desks', say: 'hot desks' }],
  });
}

async function ofPhrase(phrase: string, admin: AdminReads, context: ReadContext): Promise<Session> {
  const { found, of } = await sessionsOf({ phrase, say: spelled }, admin, context);
  const there = await atDesks(found, admin, context);
  const sessions = await withNames(there.slice(0, MOST_SHOWN), admin);
  const [session, another] = sessions;
  if (!session)
    throw new Problem(`There is no session to end: ${of}`, {
      code: 'no-session',
      hint: 'Nothing was changed.',
      next: [{ title: 'Hot desks', say: 'hot desks' }],
    });
  if (!another) return session;
  const candidates = sessions.map(({ id, desk, person, start, end }): Candidate => {
    const isNow = start === undefined || start <= context.now;
    const times = [start, end].map((at) => (at === undefined ? '?' : plainDateTime(at, context.timeZone)));
    return {
      name: `${desk.displayName} · ${person}`,
      about: times.join(' – '),
      word: isNow ? 'Now' : 'Later',
      colour: isNow ? 'good' : 'default',
      say: ended(id),
    };
  });
  throw new WhichOne('Which session?', `${there.length} sessions: ${of}.`, candidates, there.length);
}
