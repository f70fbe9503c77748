import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request that the server got. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly type: string;
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** A server on the loopback that notes what it gets. */
export interface NoticeServer {
  readonly origin: string;
  readonly received: readonly ReceivedRequest[];
}

/** What the server answers to the nth request, from 0: a status and a text, or `silence` for no answer. */
export type Answer = (index: number) => { readonly status: number; readonly text?: string } | 'silence';

/** Starts a server that ends with the test. */
export async function noticeServer(answer: Answer = () => ({ status: 200 })): Promise<NoticeServer> {
  const received: ReceivedRequest[] = [];
  const server = createServer((request, response) => void note(request, response));
  const note = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
    const { method = '', url = '', headers } = request;
    const answered = answer(received.length);
    received.push({ method, path: url, type: headers['content-type'] ?? '', body: JSON.parse(text) as unknown });
    if (answered === 'silence') return;
    response.writeHead(answered.status).end(answered.text ?? '');
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}
