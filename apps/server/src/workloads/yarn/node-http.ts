// HTTP as a node speaks it. The server has no road of its own to a cluster's services: it asks the master's agent to ask.

export interface NodeRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  /** Sent as JSON when it is an object, as it is when it is bytes. */
  readonly body?: Readonly<Record<string, unknown>> | Uint8Array;
  readonly timeoutMs?: number;
}

export interface NodeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Asks; throws when nothing answered. Any status is an answer. */
export type NodeHttp = (request: NodeRequest) => Promise<NodeResponse>;

/** A service of Hadoop answered, but not with what was asked for. */
export class UnexpectedAnswer extends Error {
  readonly status: number;

  constructor(request: NodeRequest, response: NodeResponse) {
    super(`${request.method} ${request.url}: ${response.status} ${remoteSentence(response)}`);
    this.name = 'UnexpectedAnswer';
    this.status = response.status;
  }
}

/** The sentence of Hadoop's `RemoteException`, else the beginning of whatever came. */
export function remoteSentence(response: NodeResponse): string {
  const text = response.body.toString('utf8');
  const found = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  return (found ?? text).slice(0, 500);
}
