import type { Logger } from '#lib/log.ts';
import { createCensor } from '#lib/redact.ts';
import { clipBytes } from '#lib/shorten.ts';
import { fitFault } from './check.ts';
import { clean } from './escape.ts';
import { withNote } from './note.ts';
import type { Reply } from './reply.ts';
import { openTemplates } from './templates.ts';

export { clockTime, dateTime, plainDateTime, plainTime } from './markup.ts';
export { problemReply } from './problem.ts';
export type { Reply } from './reply.ts';

/** Webex takes 7,439 bytes of text with a card; the rest is left for what Webex adds. */
const TEXT_LIMIT = 7_000;
const NO_CARD = '\n\nThe card could not be shown, so this is its text.';
const TOO_MUCH = '\n\nThis is too much for one card. Ask for less to see it as a card.';

/** What goes to Webex. Without a card the text stands alone. */
export interface Rendered {
  card: Record<string, unknown> | undefined;
  text: string;
}

export interface Renderer {
  /** Never throws unless `strict`: a reply whose card can't be made or sent goes out as text, and the log says why. */
  render(reply: Reply): Rendered;
}

export interface RendererOptions {
  /** The folder of the templates, `cards/`. */
  directory: string;
  /** Values that no card shows, whatever error quotes them: the bot's own tokens and keys. */
  secrets?: readonly string[];
  log?: Logger;
  /** For tests: throw where a person would get text only. */
  strict?: boolean;
}

/** Makes cards of replies. Templates are read at their first use. */
export function createRenderer({ directory, secrets = [], log, strict = false }: RendererOptions): Renderer {
  const templates = openTemplates(directory);
  const censor = createCensor(secrets);
  const censored = (card: Record<string, unknown>) => (secrets.length === 0 ? card : copyOf(card, censor));

  const withoutCard = (text: string, note: string): Rendered => {
    const room = TEXT_LIMIT - Buffer.byteLength(note);
    return { card: undefined, text: clipBytes(text, room) + note };
  };

  return {
    render({ view, data, text, note }) {
      const words = censor(clean(note === undefined ? text : `${text}\n${note}`));
      try {
        const card = censored(withNote(templates.get(view)(data), note));
        const fault = fitFault(card);
        if (fault === undefined) return { card, text: clipBytes(words, TEXT_LIMIT) };
        if (strict) throw new Error(`${view}: ${fault}`);
        log?.warn({ view, fault }, 'card does not fit');
        return withoutCard(words, TOO_MUCH);
      } catch (error) {
        if (strict) throw error;
        log?.error({ view, err: error }, 'card could not be made');
        return withoutCard(words, NO_CARD);
      }
    },
  };
}

/** The same card with every text of it changed so. */
function copyOf(card: Record<string, unknown>, change: (text: string) => string): Record<string, unknown> {
  const copy = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copy(inner)]));
  };
  return { ...card, ...Object.fromEntries(Object.entries(card).map(([name, inner]) => [name, copy(inner)])) };
}
