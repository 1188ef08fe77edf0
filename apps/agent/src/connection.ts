// The one connection to the server, opened from here and opened again whenever it is lost. What is sent while there is none is
// dropped: after each opening everything is reported anew.
import { WebSocket } from 'ws';
import {
  agentProtocol,
  type AgentMessage,
  type AgentSettings,
  type ServerMessage,
} from '@argosy/contract/agent/protocol';
import { readIfThere } from '@argosy/host/files';
import { pause } from '@argosy/kernel/time';

const FIRST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 2000;
/** The server pings each 2 s: silence of this length means that the connection is dead, whatever TCP believes. */
const SILENCE_MS = 10_000;
const HANDSHAKE_TIMEOUT_MS = 5000;
const LARGEST_FRAME_BYTES = 64 * 1024 * 1024;

export interface Heard {
  readonly opened: () => void;
  readonly message: (message: ServerMessage) => void;
  readonly hello: () => { readonly generation: number };
}

export class Connection {
  readonly #settings: AgentSettings;
  readonly #heard: Heard;
  #socket: WebSocket | undefined;

  constructor(settings: AgentSettings, heard: Heard) {
    this.#settings = settings;
    this.#heard = heard;
  }

  /** Keeps connected, for ever. */
  async keep(): Promise<never> {
    let backoffMs = FIRST_BACKOFF_MS;
    for (;;) {
      const wasOpen = await this.#connect();
      backoffMs = wasOpen ? FIRST_BACKOFF_MS : Math.min(LONGEST_BACKOFF_MS, backoffMs * 2);
      // Spread out: the agents of a server that comes back would otherwise all knock in the same moment.
      await pause(backoffMs * (0.5 + Math.random() / 2));
    }
  }

  send(message: AgentMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** One connection from its opening to its end; the answer says whether it ever opened. */
  #connect(): Promise<boolean> {
    const url = readServerUrl(this.#settings.serverFile);
    if (url === undefined) return Promise.resolve(false);
    return new Promise((resolve) => {
      const socket = new WebSocket(new URL('/v1/agent', url.replace(/^http/, 'ws')), {
        headers: { authorization: `Bearer ${this.#settings.token}` },
        perMessageDeflate: false,
        handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
        maxPayload: LARGEST_FRAME_BYTES,
      });
      this.#socket = socket;
      let wasOpen = false;
      const silence = setTimeout(() => socket.terminate(), SILENCE_MS);
      socket.on('open', () => {
        wasOpen = true;
        const { generation } = this.#heard.hello();
        this.send({ type: 'hello', protocol: agentProtocol, agentPid: process.pid, generation });
        this.#heard.opened();
      });
      socket.on('ping', () => silence.refresh());
      socket.on('message', (data: Buffer) => {
        silence.refresh();
        this.#heard.message(JSON.parse(data.toString('utf8')) as ServerMessage);
      });
      socket.on('error', () => {}); // `close` follows, and says all there is to do
      socket.on('close', () => {
        clearTimeout(silence);
        resolve(wasOpen);
      });
    });
  }
}

/** Where the server is now; `undefined` while none runs. */
export function readServerUrl(serverFile: string): string | undefined {
  try {
    return (JSON.parse(readIfThere(serverFile) ?? '{}') as { url?: string }).url;
  } catch {
    return undefined; // half written, or not to be read just now: the next try reads it again
  }
}
