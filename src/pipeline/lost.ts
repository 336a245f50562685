import { Problem } from '#lib/problem.ts';

/** A message or click did not get through to the commands, or its answer not back. */
export const lost = (resource: string, cause: unknown) =>
  new Problem(`I lost a ${resource === 'messages' ? 'message' : 'click'} here`, {
    code: 'event-lost',
    hint: `Webex did not hand it to me or my answer did not get through, so please repeat it.${cause instanceof Problem ? ` ${cause.message}` : ''}`,
    cause,
  });

/** A file came without words. */
export const onlyWords = () =>
  new Problem('What is to be done with that file?', {
    code: 'only-words',
    hint: 'Send it again and write it beside the file: "rollout" for a CSV file with a column "device" and one for each configuration, "profile save lobby" for one with settings, or a command that takes text. Nothing was sent.',
    next: [
      { title: 'Help with rollouts', say: 'help rollout' },
      { title: 'Help with profiles', say: 'help profile save' },
    ],
  });
