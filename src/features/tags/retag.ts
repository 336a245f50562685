import { tagChange } from './tag-change.ts';

/** Sets the whole list; what goes is shown before. */
export const retag = tagChange({
  name: 'retag',
  aliases: ['replace tags'],
  summary: 'Replace all tags of devices',
  usage: 'retag <tag>[, <tag> …] on <device or selection>',
  example: (device) => `retag lobby, vip on ${device}`,
  kind: 'replace',
});
