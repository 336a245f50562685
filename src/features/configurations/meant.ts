import { hiddenSettings } from '#fleet/configuration-secrets.ts';
import type { Line } from '#intent/line.ts';
import { readWords, type Token } from '#intent/words.ts';
import { slips } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { isKeyWord, isVerb, readKeysLine } from './config-words.ts';
import { readSettings, setWords } from './set-words.ts';

/** Keys and a device, without any values. Throws the Problem that offers the change where there are some. */
export function readOnlyKeys(line: Line) {
  refuseValues(line);
  refuseOdd(line);
  return readKeysLine(line);
}

/** `Connector[abc].Name`, `**.Mode`: no device is called so. */
const ODD = /^(?:[\w*-]+(?:\[[^\]\s]*\])?[./])*[\w-]+\[[^\]\s]*\](?:[./][^\s]*)?$|^[\w./[\]-]*\*\*[^\s]*$/;

function refuseOdd({ words }: Pick<Line, 'words'>): void {
  const odd = words.find(({ text, quoted }) => !quoted && ODD.test(text) && !isKeyWord(text));
  if (odd)
    throw new Problem(`"${shortened(odd.text, 80)}" is no key of a configuration`, {
      code: 'bad-key',
      hint: 'A number in it is written [1], [*], [1..3] or [2..n], and * stands for anything: SerialPort[1].Mode, Audio.*. Nothing was sent.',
      next: [{ title: 'Help', say: 'help config' }],
    });
}

/** "fjord set Audio.DefaultVolume 40": the words of the change that is meant, its verb before the device. Undefined for others. */
export function changeIn(said: string): string | undefined {
  const { tokens, raw } = readWords(said);
  const verb = tokens.find((token, index) => index > 0 && isChange(token) && isKeyToken(tokens[index + 1]));
  return verb && `config ${verb.text.toLowerCase()} ${raw.slice(0, verb.start)}${raw.slice(verb.end).trimStart()}`;
}

/** The same as it was said, read as no other command: "show config diff set Audio.*" is not "config diff". */
export function otherOrderWords(said: string): string {
  const [first] = readWords(said).tokens;
  return `${first && isVerb(first.text.replace(/[:!.]$/, '')) ? 'show config' : 'config'} ${hiddenSettings(said)}`;
}

const isChange = ({ text, quoted }: Token): boolean => !quoted && /^(?:set|reset)$/i.test(text);
const isKeyToken = (token: Token | undefined): boolean =>
  token !== undefined && !token.quoted && isKeyWord(token.text.split(/[=:]/, 1)[0] ?? '');

/** What may follow "config" in place of a device. */
const VERBS = ['set', 'reset', 'diff', 'export', 'drift', 'form'];
/** The value stands in the same word: after a blank it may be the name of a device. */
const ASSIGNED = /^[\w.[\]/-]+[.][\w.[\]/-]+[=:]/;

const verbNear = (word: string): string | undefined =>
  VERBS.find((verb) => word.toLowerCase() !== verb && slips(word.toLowerCase(), verb) <= 1);

/** "config Fjord Audio.DefaultVolume=60" is meant to change it: throws the Problem that offers that. Nothing is read then. */
function refuseValues({ raw }: Pick<Line, 'raw'>): void {
  const { tokens } = readWords(raw);
  if (!tokens.some(({ text, quoted }) => !quoted && ASSIGNED.test(text))) return;
  const [first, ...others] = tokens;
  const isSlip = first !== undefined && !first.quoted && verbNear(first.text) === 'set';
  const said = setWords(readSettings(isSlip ? others : tokens));
  throw didYouMean(said);
}

/** "config dif Fjord Kew": a slip in the word after "config". Undefined where it is none. */
export function slipIn(phrase: string, rest: readonly string[]): Problem | undefined {
  const [first = '', ...others] = phrase.split(' ');
  const verb = verbNear(first);
  return verb === undefined ? undefined : didYouMean(['config', verb, ...others, ...rest].join(' '));
}

const didYouMean = (say: string): Problem =>
  new Problem(`Did you mean "${shortened(say, 120)}"?`, {
    code: 'unknown-command',
    hint: 'Nothing was sent.',
    next: [
      { title: shortened(say, 60), say },
      { title: 'Help', say: 'help config' },
    ],
  });
