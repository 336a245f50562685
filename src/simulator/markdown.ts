import markdownIt, { type Env, type Token } from 'markdown-it';
import type { Account } from './people.ts';

/** What Webex makes of a message's markdown. */
interface Rendered {
  html: string;
  text: string;
  mentionedPeople: string[];
  mentionsAll: boolean;
}

interface Scope extends Env {
  find: (key: { id: string } | { email: string }) => Account | undefined;
  people: Set<string>;
  all: boolean;
}

const MENTION = /<@(?:all|personId:([\w=+/-]+)|personEmail:([^|>\s]+))(?:\|([^>\n]*))?>/iy;

const isScope = (env: Env): env is Scope => typeof env['find'] === 'function';

const markdown = markdownIt({ html: false, linkify: true });
// A picture by address would make the reader's browser call whom the sender chose; Webex shows files instead.
markdown.disable('image');
markdown.inline.ruler.before('autolink', 'mention', (state, silent) => {
  if (state.src.charCodeAt(state.pos) !== 0x3c /* < */ || !isScope(state.env)) return false;
  MENTION.lastIndex = state.pos;
  const found = MENTION.exec(state.src);
  if (!found) return false;
  const [whole, id, email, label] = found;
  if (!silent) {
    const token = state.push('mention', '', 0);
    if (id === undefined && email === undefined) {
      state.env.all = true;
      token.content = label || 'All';
      token.meta = { all: true };
    } else {
      const account = state.env.find(email === undefined ? { id: id ?? '' } : { email });
      if (account) state.env.people.add(account.id);
      token.content = label || account?.displayName || email || 'Unknown';
      token.meta = { id: account?.id };
    }
  }
  state.pos += whole.length;
  return true;
});

markdown.renderer.rules['mention'] = (tokens, index) => {
  const { content = '', meta } = tokens[index] ?? {};
  const name = markdown.utils.escapeHtml(content);
  if (meta?.all) return `<spark-mention data-object-type="groupMention" data-group-type="all">${name}</spark-mention>`;
  return meta?.id
    ? `<spark-mention data-object-type="person" data-object-id="${meta.id}">${name}</spark-mention>`
    : name;
};

markdown.renderer.rules['link_open'] = (tokens, index, options, _env, self) => {
  tokens[index]?.attrSet('rel', 'nofollow');
  return self.renderToken(tokens, index, options);
};

/** Renders markdown as Webex does: mentions become spark-mention elements, HTML is shown as written. `find` knows who may be mentioned. */
export function renderMarkdown(source: string, find: Scope['find']): Rendered {
  const scope: Scope = { find, people: new Set(), all: false };
  const tokens = markdown.parse(source, scope);
  return {
    html: markdown.renderer.render(tokens, markdown.options, scope).trim(),
    text: plainText(tokens),
    mentionedPeople: [...scope.people],
    mentionsAll: scope.all,
  };
}

/** The words without their marks, a line a block. */
function plainText(tokens: Token[]): string {
  const lines: string[] = [];
  for (const { type, content, children } of tokens) {
    if (type === 'inline') lines.push((children ?? []).map(inlineText).join(''));
    else if (type === 'fence' || type === 'code_block') lines.push(content.trimEnd());
  }
  return lines.join('\n');
}

const inlineText = ({ type, content }: Token): string =>
  type === 'softbreak' || type === 'hardbreak' ? '\n' : content;
