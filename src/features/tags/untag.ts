import { tagChange } from './tag-change.ts';

/** Takes away these tags and no others: Webex itself can only take all of them. */
export const untag = tagChange({
  name: 'untag',
  aliases: ['remove tag', 'remove tags'],
  summary: 'Take tags off devices',
  usage: 'untag <tag>[, <tag> …] on <device or selection>, or untag * on <device>',
  example: (device) => `untag lobby on ${device}`,
  kind: 'remove',
  everything: '*',
});
