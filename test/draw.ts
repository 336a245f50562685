/** A piece of a card as it came back from the API. */
interface Piece {
  type?: string;
  [key: string]: unknown;
}

const pieces = (value: unknown): Piece[] => (Array.isArray(value) ? value.filter(isPiece) : []);
const isPiece = (value: unknown): value is Piece => typeof value === 'object' && value !== null;
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** More boxes to tick are drawn as one input. */
const MOST_BOXES = 10;

/** Draws a card as lines of text, the way a person reads it: what a golden transcript holds. */
export function drawCard(card: unknown): string[] {
  return isPiece(card) ? [...pieces(card['body']).flatMap(draw), ...actionsOf(card['actions'])] : [];
}

function draw(piece: Piece): string[] {
  switch (piece.type) {
    case 'TextBlock':
      return [text(piece['text'])];
    case 'RichTextBlock':
      return [
        pieces(piece['inlines'])
          .map((run) => text(run['text']))
          .join(''),
      ];
    case 'FactSet':
      return pieces(piece['facts']).map((fact) => `  ${text(fact['title'])}: ${text(fact['value'])}`);
    case 'ColumnSet':
      return [
        pieces(piece['columns'])
          .map((column) => pieces(column['items']).flatMap(draw).join(' · '))
          .join('   '),
      ];
    case 'ActionSet':
      return actionsOf(piece['actions']);
    case 'Container': {
      const lines = pieces(piece['items']).flatMap(draw);
      return piece['selectAction'] ? [`[ ${lines.join(' – ')} ]`] : lines;
    }
    case 'Input.ChoiceSet':
      if (piece['isMultiSelect'] === true && pieces(piece['choices']).length <= MOST_BOXES)
        return [text(piece['label']), ...boxes(piece)];
      return [`${text(piece['label'])} [ ${text(piece['value'])} ]`];
    default:
      return text(piece.type).startsWith('Input.') ? [`${text(piece['label'])} [ ${text(piece['value'])} ]`] : [];
  }
}

/** "[x] Fjord": a line for each box that can be ticked. */
function boxes(piece: Piece): string[] {
  const ticked = new Set(text(piece['value']).split(','));
  return pieces(piece['choices']).map(
    (one) => `${ticked.has(text(one['value'])) ? '[x]' : '[ ]'} ${text(one['title'])}`,
  );
}

/** Ticks the boxes whose titles begin so: the input's id, and what a client sends for it. */
export function tick(value: unknown, titles: readonly string[]): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((one) => tick(one, titles));
  if (!isPiece(value)) return [];
  if (value.type !== 'Input.ChoiceSet' || value['isMultiSelect'] !== true)
    return Object.values(value).flatMap((one) => tick(one, titles));
  const meant = pieces(value['choices']).filter((one) => titles.some((title) => text(one['title']).startsWith(title)));
  return [[text(value['id']), meant.map((one) => text(one['value'])).join(',')]];
}

function actionsOf(actions: unknown): string[] {
  const all = pieces(actions);
  return all.length === 0 ? [] : [all.map((action) => `[${text(action['title'])}]`).join(' ')];
}

/** Every action of a card that can be pressed: buttons, buttons inside "show card" buttons, and rows. */
export function actionsIn(value: unknown): { title: string; data: Record<string, unknown> }[] {
  if (Array.isArray(value)) return value.flatMap(actionsIn);
  if (!isPiece(value)) return [];
  const own =
    value.type === 'Action.Submit' && isPiece(value['data'])
      ? [{ title: text(value['title']), data: value['data'] }]
      : [];
  return [...own, ...Object.values(value).flatMap(actionsIn)];
}

/** The address behind a link button of a card: the first one, or the one `forEverything`, or the other. Throws when there is none. */
export function linkOn(value: unknown, forEverything?: boolean): string {
  const isMeant = (title: string) => forEverything === undefined || (title === 'For everything') === forEverything;
  const found = linksIn(value).find(({ title }) => isMeant(title))?.url;
  if (found === undefined) throw new Error('there is no link on the card');
  return found;
}

function linksIn(value: unknown): { title: string; url: string }[] {
  if (Array.isArray(value)) return value.flatMap(linksIn);
  if (!isPiece(value)) return [];
  const own = value.type === 'Action.OpenUrl' ? [{ title: text(value['title']), url: text(value['url']) }] : [];
  return [...own, ...Object.values(value).flatMap(linksIn)];
}
