import { z } from 'zod';
import { workspaceNamed } from '#fleet/workspaces.ts';
import { defineRead } from '#intent/command.ts';
import { readKeyed } from '#intent/keyed.ts';
import { nearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { withPlaces } from './wants.ts';
import { workspaceCard } from './workspace-card.ts';
import { phraseIn, shortPhrase, WorkspacePhrase } from './workspace-phrase.ts';

/** Shows one workspace: where it is, how it is doing, what is in it and how it is set up. */
export const workspace = defineRead({
  name: 'workspace',
  aliases: ['ws'],
  topic: 'workspaces',
  summary: 'Look at one workspace',
  usage: 'workspace <name>',
  example: (name) => `workspace ${name}`,
  needs: 'look',
  args: z.object({ workspace: WorkspacePhrase }),
  read: ({ raw }) => {
    try {
      const { rest, given } = readKeyed(raw, ['id']);
      return { workspace: phraseIn(rest, given['id']) };
    } catch (error) {
      throw isUnknownKey(error) ? meantChange(raw.trim()) : error;
    }
  },
  instead: () => [{ title: 'Workspaces', say: 'workspaces' }],
  say: ({ workspace: phrase }) => `workspace ${shortPhrase(phrase)}`,

  async run({ workspace: phrase }, context) {
    const admin = await withPlaces(context, 'workspaces:read');
    const found = await workspaceNamed(phrase, {
      admin,
      context,
      say: (other) => `workspace ${shortPhrase(other)}`,
      include: { includeDevices: true, includeCapabilities: true },
    });
    return workspaceCard(found, admin, context);
  },
});

const isUnknownKey = (error: unknown): boolean => error instanceof Problem && error.code === 'unknown-key';

/** "workspace edt fjord capacity:9": what brings values along is meant to change something. */
function meantChange(raw: string): Problem {
  const [, first = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(raw) ?? [];
  const [verb] = nearest(first.toLowerCase(), ['edit', 'new'], { max: 1 });
  const say = verb === undefined ? `workspace edit ${raw}` : `workspace ${verb} ${rest}`;
  return new Problem(`Did you mean "${shortened(say, 100)}"?`, {
    code: 'unknown-key',
    hint: '"workspace" alone only shows one. A name with a colon goes into quotes.',
    next: [{ title: shortened(say, 60), say }],
  });
}
