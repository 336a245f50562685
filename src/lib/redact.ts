import { isSecret } from './hide.ts';

const CENSOR = '[secret]';
/** Shorter ones would be found inside ordinary words, and the line would become unreadable. */
const SHORTEST = 8;

/**
 * Whether a line may hold anything that `clean` would take out. Nearly every line does not, and stays as it is. All
 * repetitions are bounded: a line may hold long words of a stranger.
 */
const SUSPECT =
  /(?:pass[._-]?(?:word|phrase|code)?|pin|(?:secret|token|credential|(?:private|api)[._-]?key|authorization|cookie)[\w.-]{0,40})(?:\\{0,4}["']\s{0,3}:|\s?=)|bearer\s|\/\/[^\s/"']{0,500}@/i;

const inHeaders = /authorization|cookie/i;

/** Secrets inside text: an Authorization header, the password of a URL, and `name=value` or `"name":"value"`. */
const IN_TEXT: [RegExp, string][] = [
  [/\b(bearer)\s{1,3}[^\s"',;\\]+/gi, `$1 ${CENSOR}`],
  [/\/\/[^\s/"'@:]{0,200}:[^\s/"']{0,300}@/g, `//${CENSOR}@`],
  [
    /((?:pin|token|secret|password|passphrase|passcode|credential|api[_-]?key)[\w-]{0,40}(?:\s?=|\\{0,4}["']\s{0,3}:)\s{0,3})(?:\\{0,4}"[^"]*"?|'[^']*'?|[^\s"'&,;}]+)/gi,
    `$1${CENSOR}`,
  ],
];

/** What takes these values out of any text, also where they stand in an address. */
export function createCensor(secrets: readonly string[]): (text: string) => string {
  const values = spellingsOf(secrets, (secret) => secret);
  return (text) => values.reduce((safe, value) => (safe.includes(value) ? safe.replaceAll(value, CENSOR) : safe), text);
}

/** As they may stand in a text, the longest first; `escaped` is how the text writes its characters. */
function spellingsOf(secrets: readonly string[], escaped: (secret: string) => string): string[] {
  const known = secrets
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .map(escaped);
  return [...new Set(known)].sort((one, other) => other.length - one.length);
}

/**
 * What takes secrets out of a finished line of the log: fields by their name at any depth, tokens and passwords in text, and
 * the values given here wherever they stand. A line is JSON; one that is not gives a line that says so and nothing else.
 */
export function createRedactor(secrets: readonly string[] = []): (line: string) => string {
  const values = spellingsOf(secrets, (secret) => JSON.stringify(secret).slice(1, -1));

  return (line) => {
    let safe = line;
    for (const value of values) if (safe.includes(value)) safe = safe.replaceAll(value, CENSOR);
    return SUSPECT.test(safe) ? cleanLine(safe) : safe;
  };
}

function cleanLine(line: string): string {
  try {
    return `${JSON.stringify(clean(JSON.parse(line)))}\n`;
  } catch {
    return '{"level":50,"msg":"a line of the log could not be made safe, so it is left out"}\n';
  }
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  // From entries, so that a field called __proto__ stays a field.
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      (isSecret(name) || inHeaders.test(name)) && typeof inner !== 'boolean' ? CENSOR : clean(inner),
    ]),
  );
}

function cleanText(text: string): string {
  let safe = text;
  for (const [pattern, instead] of IN_TEXT) safe = safe.replace(pattern, instead);
  return safe;
}
