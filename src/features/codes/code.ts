import { z } from 'zod';
import { isNotThere, workspaceGone } from '#fleet/workspaces.ts';
import type { AdminReads } from '#intent/admin.ts';
import { defineChange } from '#intent/command.ts';
import type { ApplyContext, ReadContext } from '#intent/context.ts';
import { EntryNeeded } from '#intent/entry-form.ts';
import type { Line } from '#intent/line.ts';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import type { ActivationCode } from '#webex/activation-codes.ts';
import { codeCard } from './code-card.ts';
import { codeFacts } from './code-facts.ts';
import { inTurn } from './in-turn.ts';
import { modelOf } from './model.ts';
import { type Owner, ownerOf, sayOwner, wantsFor } from './owner.ts';

const Args = z.object({
  who: z.string().trim().max(200, 'That name is too long.').default(''),
  model: z.string().trim().max(60, 'That is too long for a model.').optional(),
});
type Args = z.infer<typeof Args>;

/** What `apply` needs. The code itself is in no plan: it does not exist yet. */
interface CodeStep {
  kind: 'workspace' | 'person';
  id: string;
  name: string;
  model?: string;
  /** How the workspace called when the plan was made. */
  calling?: string;
}

/** Makes a code with which one device is added, for whoever asks alone. */
export const code = defineChange({
  name: 'code',
  aliases: ['activation code', 'new code'],
  topic: 'workspaces',
  summary: 'Make an activation code for a new device',
  usage: 'code for <workspace or person> [model <phone>]',
  example: (name) => `code for ${name}`,
  needs: 'administer',
  lasts:
    'The code was made, and Webex has no way to take one back. It runs out by itself; until then whoever has it can add one device.',
  args: Args,
  read: readCode,
  say: sayCode,

  async plan(args, context) {
    if (args.who === '') throw form(args);
    const admin = await context.admin('codes:write', ...wantsFor(args.who));
    const { owner, model, said } = await ownerAndModel(args, admin, context);
    if (isForPhones(owner) && model === undefined)
      // An id says nothing to people.
      throw form({ ...args, who: owner.name }, `${owner.name} is for phones: I need the model of the phone`);
    const calling = owner.kind === 'workspace' ? owner.workspace.calling?.type : undefined;
    const step: CodeStep = {
      kind: owner.kind,
      id: owner.target.id,
      name: owner.name,
      ...(model !== undefined && { model }),
      ...(calling !== undefined && { calling }),
    };
    return {
      tier: 1,
      asks: true,
      title: `Make an activation code for ${owner.name}?`,
      action: 'Make the code',
      record: sayCode({ who: owner.name, model: said }),
      targets: [owner.target],
      facts: codeFacts(owner, model),
      step,
    };
  },

  // Webex asks for one at a time where a workspace calls with a professional licence.
  apply: (step: CodeStep, context) =>
    inTurn(step.id, async () => {
      const { code: made, expiresAt } = await makeCode(step, context);
      return { reply: codeCard({ ...step, code: made, expiresAt }, context), trackingIds: [] };
    }),
});

const isForPhones = (owner: Owner): boolean =>
  owner.kind === 'workspace' && owner.workspace.supportedDevices === 'phones';

/** "code for Phone booth 8865": a number behind the name of what takes phones only is a model. */
async function ownerAndModel(args: Args, admin: AdminReads, context: ReadContext) {
  const model = args.model === undefined || args.model === '' ? undefined : modelOf(args.model);
  const say = (who: string) => sayCode({ ...args, who });
  try {
    return { owner: await ownerOf(args.who, admin, context, say), model, said: args.model };
  } catch (error) {
    const [, who = '', number = ''] = /^(.+?)\s+((?:cisco\s+)?\d{4}[a-z]{0,3})$/i.exec(args.who) ?? [];
    if (model !== undefined || who === '' || !(error instanceof Problem) || error.code !== 'no-such-workspace')
      throw error;
    // What is not there either is told by the name that was said.
    const owner = await ownerOf(who, admin, context, (other) => sayCode({ who: other, model: number })).catch(
      (other: unknown) => {
        throw other instanceof Problem && other.code === 'no-such-workspace' ? error : other;
      },
    );
    if (isForPhones(owner)) return { owner, model: modelOf(number), said: number };
    throw new Problem(`Is ${number} the model of a phone?`, {
      code: 'model-or-name',
      hint: `Say "model" before it: "${sayCode({ who: owner.name, model: number })}". Nothing was changed.`,
      next: [
        { title: `A code for the phone ${number}…`, say: sayCode({ who, model: number }) },
        { title: 'A code without a model…', say: sayCode({ who }) },
      ],
    });
  }
}

/** Throws a Problem where what was agreed to is not what it is now: then there is no code, and nothing was changed. */
async function makeCode(step: CodeStep, context: ApplyContext): Promise<ActivationCode> {
  const { kind, id, name, model, calling } = step;
  if (kind === 'person') {
    const { webex } = await context.admin('codes:write');
    return webex.activationCodes.create({ personId: id, model });
  }
  const { webex } = await context.admin('codes:write', 'workspaces:read');
  const gone = (error: unknown): never => {
    throw isNotThere(error) ? workspaceGone(name) : error;
  };
  const now = await webex.workspaces.get(id).catch(gone);
  if (now.calling?.type !== calling) throw changedMeanwhile(name, `code for id:${id}`);
  return webex.activationCodes.create({ workspaceId: id, model });
}

const changedMeanwhile = (name: string, say: string) =>
  new Problem(`Somebody changed the calling of ${name} just now`, {
    code: 'changed-meanwhile',
    hint: 'A code may change it once more, so I made none.',
    next: [{ title: 'Ask again', say }],
  });

/** "for Fjord model 8865"; a workspace may be called "The model room". */
function readCode({ words, on }: Pick<Line, 'words' | 'on'>): { who: string; model?: string } {
  const said = words[0]?.quoted === false && words[0].text.toLowerCase() === 'for' ? words.slice(1) : words;
  const at = said.findLastIndex(({ text, quoted: isQuoted }) => !isQuoted && /^model:?/i.test(text));
  const join = (some: typeof said) => some.map(({ text }) => text).join(' ');
  const model = at === -1 ? '' : join(said.slice(at)).replace(/^model:?\s*/i, '');
  const who = (some: typeof said) => [join(some), ...(on === undefined ? [] : [on])].join(' on ');
  return /\d/.test(model) && on === undefined ? { who: who(said.slice(0, at)), model } : { who: who(said) };
}

function sayCode({ who, model }: Args): string {
  if (who === '') return 'code';
  return `code for ${sayOwner(who)}${model === undefined || model === '' ? '' : ` model ${quoted(model)}`}`;
}

const form = ({ who, model }: Args, fault?: string) =>
  new EntryNeeded({
    command: 'code',
    args: {},
    title: 'Make an activation code',
    about: 'It adds one device to a workspace or to a person. I send it to you alone.',
    fields: [
      {
        id: 'who',
        label: 'Workspace, or address of a person',
        kind: 'text',
        isRequired: true,
        value: who,
        hint: 'Fjord, or anna@example.com',
        maxLength: 200,
      },
      {
        id: 'model',
        label: 'Model, for a phone only',
        kind: 'text',
        value: model,
        hint: '8865',
        maxLength: 60,
        ...(fault !== undefined && { fault }),
      },
    ],
    action: 'Go on',
    note: 'It asks before it makes the code.',
    tier: 1,
  });
