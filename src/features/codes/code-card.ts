import type { ReadContext } from '#intent/context.ts';
import { quoted } from '#lib/quoted.ts';
import { dateTime, plainDateTime } from '#render/markup.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import { modelName } from './model.ts';
import { timeLeft } from './time-left.ts';

interface Made {
  kind: 'workspace' | 'person';
  id: string;
  name: string;
  model?: string;
  code: string;
  /** ISO 8601. */
  expiresAt: string;
}

const HOW_ROOMOS =
  'Connect the device to the network and switch it on. When it asks how to go on, choose Webex and type the code.';
const HOW_PHONE = 'Plug the phone in. When it asks for an activation code, type the digits.';

/** The code, for whoever asked alone; the space hears until when it is good, and nothing else. */
export function codeCard(
  { kind, id, name, model, code, expiresAt }: Made,
  { now, timeZone }: Pick<ReadContext, 'now' | 'timeZone'>,
): Reply {
  const shown = inFours(code);
  const until = Date.parse(expiresAt);
  const isTold = !Number.isNaN(until);
  const left = isTold ? timeLeft(until - now) : '';
  const plain = isTold ? `${plainDateTime(until, timeZone)}, ${left}` : 'a time that Webex did not tell';
  const how = model === undefined ? HOW_ROOMOS : HOW_PHONE;
  const what = `Activation code for ${name}${model === undefined ? '' : `, ${modelName(model)}`}`;
  const owner = kind === 'workspace' ? `id:${id}` : `person:${id}`;
  return {
    view: 'codes/code',
    data: {
      title: what,
      code: shown,
      until: isTold ? dateTime(until) : 'a time that Webex did not tell',
      left: isTold ? ` · ${left}` : '',
      how,
      warning: 'It works once. Whoever has it can add a device, so send it only to who stands there.',
      asked: '',
      hasAsked: false,
      ...buttons([
        ...(isTold ? [{ title: 'How long is it good for?', say: sayLeft(until, name) }] : []),
        { title: 'Another code…', say: `code for ${owner}${model === undefined ? '' : ` model ${quoted(model)}`}` },
      ]),
    },
    text: [`${what}: ${shown}`, `Valid until ${plain}. ${how}`].join('\n'),
    private: {
      what: `the activation code for ${name}`,
      why: isTold ? `It is good for ${left.replace(/ left$/, '')}.` : '',
    },
  };
}

/** "5414 0112 5617 3816": as people read digits to each other. */
const inFours = (code: string): string => code.replace(/\s/g, '').replace(/(.{4})(?=.)/g, '$1 ');

/** Words that ask for the time left: they say when, and nothing of the code. */
export const sayLeft = (until: number | undefined, name: string): string =>
  [
    'code left',
    ...(until === undefined ? [] : [new Date(until).toISOString().replace(/\.\d+Z$/, 'Z')]),
    ...(name === '' ? [] : [`for ${quoted(name)}`]),
  ].join(' ');
