import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bind, compile } from './bind.ts';
import { TemplateFault } from './expression.ts';

/** The templates of a folder, by view (`devices/list` is `devices/list.json`). */
export interface Templates {
  /** Reads and compiles at the first use. Throws a TemplateFault that names the file. */
  get(view: string): Bind;
}

/** Opens a folder of card templates. Nothing is read before it is needed. */
export function openTemplates(directory: string): Templates {
  const compiled = new Map<string, Bind>();
  return {
    get(view) {
      const known = compiled.get(view);
      if (known) return known;
      const bind = load(directory, view);
      compiled.set(view, bind);
      return bind;
    },
  };
}

function load(directory: string, view: string): Bind {
  const name = `cards/${view}.json`;
  if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(view)) throw new TemplateFault(`"${view}" is not a view such as devices/list`);
  let template: unknown;
  try {
    template = JSON.parse(readFileSync(join(directory, `${view}.json`), 'utf8'));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? `is not JSON: ${cause.message}` : 'can not be read';
    throw new TemplateFault(`${name} ${reason}`, { cause });
  }
  return compile(template, name);
}
