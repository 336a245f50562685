import { tagChange } from './tag-change.ts';

/** Adds tags and keeps all others. */
export const tag = tagChange({
  name: 'tag',
  aliases: ['add tag', 'add tags'],
  summary: 'Give devices tags',
  usage: 'tag <tag>[, <tag> …] on <device or selection>',
  example: (device) => `tag lobby on ${device}`,
  kind: 'add',
});
