// Bodies on their way through an agent, as the server waits for them: each has a name that only its node may use, once. The
// server listens, the agent dials, so that the server needs no road to a cluster; the body itself passes from one
// connection to the other, and is as fast as the slower of them.
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { refusal } from '@argosy/kernel/errors';

export interface AgentStreams {
  /** A body that the agent of `nodeId` will bring under the name given. */
  readonly expect: (nodeId: string) => Expected;
  /** A body that the agent of `nodeId` will fetch. */
  readonly offer: (nodeId: string, body: Readable) => Offered;
  /** For the agents' routes: what the node may bring or fetch under this name. Refuses: request_invalid. */
  readonly arrive: (nodeId: string, stream: string, body: Readable) => void;
  readonly fetch: (nodeId: string, stream: string) => Readable;
}

export interface Expected extends Disposable {
  readonly stream: string;
  readonly arrived: Promise<Readable>;
}

export interface Offered extends Disposable {
  readonly stream: string;
}

/** Downloads and uploads at one time; each holds two connections and little memory. */
const MOST_STREAMS = 500;

export function createAgentStreams(): AgentStreams {
  const expected = new Map<string, { readonly nodeId: string; readonly arrive: (body: Readable) => void }>();
  const offered = new Map<string, { readonly nodeId: string; readonly body: Readable }>();
  const newName = (nodeId: string): string => {
    if (expected.size + offered.size >= MOST_STREAMS) throw refusal('node_not_connected', { nodeId });
    return randomBytes(24).toString('base64url');
  };
  const take = <T extends { readonly nodeId: string }>(from: Map<string, T>, nodeId: string, stream: string): T => {
    const found = from.get(stream);
    if (found?.nodeId !== nodeId) throw refusal('request_invalid', { problems: 'nobody waits for this stream' });
    from.delete(stream);
    return found;
  };
  return {
    expect(nodeId) {
      const stream = newName(nodeId);
      const { promise, resolve } = Promise.withResolvers<Readable>();
      expected.set(stream, { nodeId, arrive: resolve });
      return { stream, arrived: promise, [Symbol.dispose]: () => void expected.delete(stream) };
    },
    offer(nodeId, body) {
      const stream = newName(nodeId);
      offered.set(stream, { nodeId, body });
      return { stream, [Symbol.dispose]: () => void offered.delete(stream) };
    },
    arrive: (nodeId, stream, body) => take(expected, nodeId, stream).arrive(body),
    fetch: (nodeId, stream) => take(offered, nodeId, stream).body,
  };
}
