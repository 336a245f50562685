import type { Keeper } from './http.ts';

/** Room for a list of all time zones in a value space, several times over; nothing of Webex is larger. */
const MOST_ENTRY_BYTES = 64 * 1024;
/** What is kept of one answer at most. */
const MOST_BYTES = 512 * 1024;
/** Between a name and the brace after it: a colon, and blanks where somebody made it pretty. */
const MOST_BETWEEN = 16;
/** Enough of the end of a name to tell it from most others. */
const MOST_HASHED = 16;
/** So few names are looked for themselves, which passes over everything else many times faster than brace by brace. */
const FEW = 4;

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Keeps, of a JSON object that comes in pieces, only the objects that stand under these names, as a JSON object of their
 * own; everything else is let go of at once. For answers of 1 MB of which a few hundred bytes matter: a few names are found
 * with native code; of many, braces are, and the names before them compared. Nothing is parsed. Gives an empty text, which is
 * no JSON, when what came does not begin and end as an object does. An object of more than 64 KB is left out, and those that
 * come after half a megabyte.
 *
 * A wanted name begins with a letter or a digit: that can't stand after a quote which closes a text, so a quote before it
 * opens one. It must be the name of no object deeper inside those that are not wanted.
 */
export const picking = (names: readonly string[]) => (): Keeper => {
  const wanted = createNames(names);
  const found = new Map<string, string>();
  /** No name stands there twice: the rest is passed over once all of them were found. */
  const waiting = new Set(names.map((name) => JSON.stringify(name)));
  let left = MOST_BYTES;
  let cut: Cut | undefined;
  let before: Buffer = Buffer.alloc(0);
  let first: number | undefined;
  let last: number | undefined;

  return {
    take(piece) {
      first ??= piece.find((byte) => !isBlank(byte));
      last = piece.findLast((byte) => !isBlank(byte)) ?? last;
      for (let at = 0; at < piece.length; ) {
        if (!cut) {
          if (waiting.size === 0) break;
          let brace = piece.indexOf(OPEN, at);
          // Further on a name stands whole in this piece.
          if (brace >= wanted.reach) brace = wanted.braceIn(piece, at, brace);
          if (brace === -1) break;
          const isNear = brace < wanted.reach;
          const name = isNear
            ? wanted.endingAt(Buffer.concat([before, piece.subarray(0, brace)]), before.length + brace)
            : wanted.endingAt(piece, brace);
          at = name === undefined ? brace + 1 : brace;
          cut = name === undefined ? undefined : createCut(name);
          continue;
        }
        at = cut.take(piece, at);
        const object = cut.whole();
        if (object === undefined) continue;
        left -= object.length;
        waiting.delete(cut.name);
        if (object !== '' && left >= 0) found.set(cut.name, object);
        cut = undefined;
      }
      const end = piece.length < wanted.reach ? Buffer.concat([before, piece]) : piece;
      // Copied, since the piece itself is let go of.
      before = Buffer.from(end.subarray(-wanted.reach));
    },

    text() {
      if (first !== OPEN || last !== CLOSE) return '';
      return `{${[...found].map(([name, object]) => `${name}:${object}`).join(',')}}`;
    },
  };
};

function createNames(names: readonly string[]) {
  const all = [...new Set(names)].map((name) => JSON.stringify(name));
  const wanted = all.map((quoted) => ({ quoted, bytes: Buffer.from(quoted) }));
  const lengths = wanted.map(({ bytes }) => bytes.length);
  const count = Math.min(MOST_HASHED, ...lengths);
  // With a brace inside a name it could be passed over.
  const isFew = wanted.length <= FEW && wanted.every(({ bytes }) => !bytes.includes(OPEN));
  const byEnd = Map.groupBy(wanted, ({ bytes }) => endOf(bytes, bytes.length, count));
  return {
    /** How far before a brace its name and the byte before that may begin. */
    reach: Math.max(0, ...lengths) + MOST_BETWEEN + 1,
    /** Where the next object may begin that stands under a wanted name, from a place on; `brace` is the next of all; -1: nowhere. */
    braceIn(bytes: Buffer, from: number, brace: number): number {
      if (!isFew) return brace;
      let next = -1;
      for (const { bytes: name } of wanted) {
        const at = bytes.indexOf(name, from);
        const candidate = at === -1 ? -1 : bytes.indexOf(OPEN, at + name.length);
        if (candidate !== -1 && (next === -1 || candidate < next)) next = candidate;
      }
      return next;
    },
    /** The wanted name, as JSON, that stands before a brace at this place. */
    endingAt(bytes: Buffer, brace: number): string | undefined {
      let at = back(bytes, brace - 1);
      if (bytes[at] !== COLON) return undefined;
      at = back(bytes, at - 1);
      if (bytes[at] !== QUOTE) return undefined;
      const name = byEnd.get(endOf(bytes, at + 1, count))?.find((one) => {
        const from = at + 1 - one.bytes.length;
        // `\"` is inside a text.
        return from >= 0 && bytes[from - 1] !== BACKSLASH && one.bytes.compare(bytes, from, at + 1) === 0;
      });
      return name?.quoted;
    },
  };
}

/** Stands for so many bytes before a place: few names end alike. */
function endOf(bytes: Buffer, place: number, count: number): number {
  let hash = 0;
  for (let at = Math.max(0, place - count); at < place; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  return hash;
}

function back(bytes: Buffer, from: number): number {
  let at = from;
  while (isBlank(bytes[at])) at -= 1;
  return at;
}

type Cut = ReturnType<typeof createCut>;

/** Copies an object up to the brace that closes it. */
function createCut(name: string) {
  const parts: Buffer[] = [];
  let size = 0;
  let state: Within = { depth: 0, isText: false, isEscaped: false };

  return {
    name,
    take(chunk: Buffer, from: number): number {
      const { at, ...rest } = objectEnd(chunk, from, state);
      state = rest;
      size += at - from;
      if (size <= MOST_ENTRY_BYTES) parts.push(Buffer.from(chunk.subarray(from, at)));
      else parts.length = 0;
      return at;
    },
    /** Undefined until it is closed; empty when it was too large to be kept. */
    whole: (): string | undefined => (state.depth === 0 ? Buffer.concat(parts).toString() : undefined),
  };
}

interface Within {
  depth: number;
  isText: boolean;
  isEscaped: boolean;
}

/** The place after the brace that closes an object, or the end of this piece. Braces in texts don't count. */
function objectEnd(chunk: Buffer, from: number, within: Within): Within & { at: number } {
  let { depth, isText, isEscaped } = within;
  let at = from;
  while (at < chunk.length) {
    const byte = chunk[at];
    at += 1;
    if (isEscaped) isEscaped = false;
    else if (isText && byte === BACKSLASH) isEscaped = true;
    else if (byte === QUOTE) isText = !isText;
    else if (!isText && byte === OPEN) depth += 1;
    else if (!isText && byte === CLOSE) {
      depth -= 1;
      if (depth === 0) break;
    }
  }
  return { at, depth, isText, isEscaped };
}
