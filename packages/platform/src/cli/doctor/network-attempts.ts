/** What an evaluation tries for `assay doctor`; it runs in the evaluator, where all of it must be denied. */
import { connect } from 'node:net';
import { lookup } from 'node:dns/promises';

/** What was tried, and the code of the error that denied it; `allowed` where nothing did. */
export type Attempts = Readonly<Record<'connecting' | 'fetching' | 'name look-up', string>>;

/** Tries to reach a server on the loopback of this machine, and to look up a name. */
export async function attemptNetwork({ port }: { readonly port: number }): Promise<Attempts> {
  return {
    connecting: await answerOf(() => connectTo(port)),
    fetching: await answerOf(() => fetch(`http://127.0.0.1:${port}/`)),
    'name look-up': await answerOf(() => lookup('localhost')),
  };
}

function connectTo(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}

async function answerOf(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
    return 'allowed';
  } catch (error) {
    const { code, cause } = error as { readonly code?: unknown; readonly cause?: { readonly code?: unknown } };
    return String(cause?.code ?? code ?? error);
  }
}
