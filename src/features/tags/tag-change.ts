import type { TagEdit } from '#fleet/tags.ts';
import { planTags, type TagsStep } from '#fleet/tags-plan.ts';
import { sendTags } from '#fleet/tags-send.ts';
import { type Command, defineChange } from '#intent/command.ts';
import { readTags } from './read-tags.ts';
import { askedForTags, checkedTags, sayTags, TagArgs } from './tag-words.ts';
import { untangled } from './untangle.ts';

interface Spec {
  name: string;
  aliases?: readonly string[];
  summary: string;
  usage: string;
  example(device: string): string;
  kind: TagEdit['kind'];
  /** The word that means all tags. */
  everything?: string;
}

/** A command that edits the tags of one device or of several, each by itself: no tag is lost that nobody spoke of. */
export function tagChange({ kind, everything, ...spec }: Spec): Command {
  return defineChange<TagArgs, TagsStep>({
    ...spec,
    topic: 'devices',
    // Rules go by tags: whoever gives them, or takes them, would lift what a rule forbids them.
    needs: 'administer',
    args: TagArgs,
    read: (line) => readTags(kind, line),
    say: (args) => sayTags(spec.name, args),

    async plan(typed, context) {
      const args = await untangled(spec.name, typed, context);
      const isAll = everything !== undefined && args.tags.length === 1 && args.tags[0] === everything;
      const tags = isAll ? [] : checkedTags(spec.name, args);
      const { fleet, devices, phrase, isNamed } = await askedForTags(args.device, context);
      const plan = await planTags({ kind, tags }, { phrase: isNamed ? '' : phrase, devices }, context);
      const [only] = plan.targets;
      const record = isNamed && only ? { record: sayTags(spec.name, { ...args, device: only.name }) } : {};
      return { ...plan, ...record, fleet };
    },

    apply: sendTags,
  });
}
