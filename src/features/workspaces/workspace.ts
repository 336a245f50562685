import { z } from 'zod';
import { workspaceNamed } from '#fleet/workspaces.ts';
import { defineRead } from '#intent/command.ts';
import { readKeyed } from '#intent/keyed.ts';
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
    const { rest, given } = readKeyed(raw, ['id']);
    return { workspace: phraseIn(rest, given['id']) };
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
