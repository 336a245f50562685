import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';

/** One request of a process to Webex. */
export interface Asked {
  at: number;
  method: string;
  /** Without `/v1` and without the query. */
  path: string;
  body: string;
  /** Undefined until Webex has answered. */
  status?: number;
}

/** The way of one process to the API: it sees every request, also those whose sender is killed before the answer. */
export interface Line extends AsyncDisposable {
  apiBase: string;
  asked: Asked[];
  /** The API does what is asked, but the answers to these requests never arrive. */
  swallows: (asked: Asked) => boolean;
}

export async function openLine(apiBase: string): Promise<Line> {
  const { hostname, port, pathname } = new URL(apiBase);
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of req) chunks.push(chunk);
    } catch {
      return;
    }
    const body = Buffer.concat(chunks);
    const { method = 'GET', url = '', headers } = req;
    const [path = ''] = url.slice(pathname.length).split('?');
    const asked: Asked = { at: Date.now(), method, path, body: body.toString() };
    line.asked.push(asked);
    const passed = request({ hostname, port, method, path: url, headers, agent }, (answer) => {
      asked.status = answer.statusCode ?? 0;
      if (line.swallows(asked)) answer.resume();
      else answer.pipe(res.writeHead(asked.status, answer.headers));
    });
    passed.on('error', () => res.destroy()).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();

  const line: Line = {
    apiBase: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}${pathname}`,
    asked: [],
    swallows: () => false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
  return line;
}
