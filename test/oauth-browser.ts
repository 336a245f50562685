/** Who signs in, and what they do on the login page. */
interface Choice {
  /** The e-mail address of the person. */
  as: string;
  /** Which of the offered scopes are allowed; left out, all. */
  withScopes?: (offered: string[]) => string[];
  deny?: boolean;
  /** Gives the address of the callback instead of going there. */
  stopBeforeCallback?: boolean;
}

interface Arrived {
  status: number;
  /** The address that the login leads back to, when there is one. */
  location?: string;
  text: string;
}

const MOST_HOPS = 10;

/**
 * Follows a login link as a person's browser does: to the login page, through its form, back to the callback. Cookies
 * are kept. Gives the last page; a page that is no login page is given as it came.
 */
export async function signIn(link: string, choice: Choice): Promise<Arrived> {
  const cookies = new Map<string, string>();
  let location: string | undefined;

  async function go(address: string, init: RequestInit = {}): Promise<Arrived> {
    let url = new URL(address);
    let wanted = init;
    for (let hop = 0; hop < MOST_HOPS; hop += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = { ...(cookie && { cookie }), accept: 'text/html' };
      const response = await fetch(url, { ...wanted, headers, redirect: 'manual' });
      for (const line of response.headers.getSetCookie()) {
        const [name = '', value = ''] = line.split(';', 1)[0]?.split(/=(.*)/s) ?? [];
        cookies.set(name, value);
      }
      const text = await response.text();
      const next = response.headers.get('location');
      if (next === null) return arrived(url, response.status, text);
      const isBack = url.pathname.endsWith('/v1/authorize');
      url = new URL(next, url);
      wanted = {};
      if (!isBack) continue;
      location = url.href;
      if (choice.stopBeforeCallback) return { status: response.status, location, text };
    }
    throw new Error(`more than ${MOST_HOPS} redirects from ${address}`);
  }

  function arrived(url: URL, status: number, text: string): Promise<Arrived> | Arrived {
    const isLogin = status === 200 && url.pathname.endsWith('/v1/authorize');
    if (isLogin) return go(url.origin + url.pathname, { method: 'POST', body: filledIn(text, choice) });
    return { status, text, ...(location !== undefined && { location }) };
  }

  return go(link);
}

/** The form of the login page as this person leaves it. */
function filledIn(page: string, { as, withScopes = (offered) => offered, deny = false }: Choice): URLSearchParams {
  const inputs = [...page.matchAll(/<input\b[^>]*>/g)].map(([tag]) => ({
    type: attribute(tag, 'type'),
    name: attribute(tag, 'name'),
    value: attribute(tag, 'value'),
  }));
  const valuesOf = (wanted: string) => inputs.filter(({ type }) => type === wanted).map(({ value }) => value);
  if (!valuesOf('radio').includes(as)) throw new Error(`the login page does not offer ${as}`);
  const form = new URLSearchParams();
  for (const { type, name, value } of inputs) if (type === 'hidden') form.append(name, value);
  form.append('as', as);
  for (const scope of withScopes(valuesOf('checkbox'))) form.append('consent', scope);
  form.append('decision', deny ? 'deny' : 'allow');
  return form;
}

const SIGNS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const attribute = (tag: string, name: string): string =>
  (new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '').replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, sign: string) => SIGNS[sign] ?? '',
  );
