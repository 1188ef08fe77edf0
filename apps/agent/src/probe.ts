// Asks the questions of a spec: does a port answer, does a page say what it should. Asked again each 50 ms until the answer is
// yes, since that is what a waiting person notices; more slowly after half a minute, when something is wrong anyway and asking
// would only keep an ailing daemon busy.
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Probe } from '@argosy/contract/agent/protocol';
import { pause } from '@argosy/kernel/time';

const ANSWER_TIMEOUT_MS = 2000;
const LARGEST_ANSWER_BYTES = 4 * 1024 * 1024;
const EAGER_FOR_MS = 30_000;

/** Whether the probe's answer is yes just now. */
export function holds(probe: Probe): Promise<boolean> {
  return probe.kind === 'tcp' ? accepts(probe.host, probe.port) : pageHolds(probe);
}

/** Waits until all hold; resolves with false when `signal` aborts before. */
export async function untilAllHold(probes: readonly Probe[], signal: AbortSignal): Promise<boolean> {
  const started = performance.now();
  for (const probe of probes) {
    while (!signal.aborted && !(await holds(probe))) {
      await pause(performance.now() - started < EAGER_FOR_MS ? 50 : 500, signal);
    }
  }
  return !signal.aborted;
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => finish(false));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}

function pageHolds({ url, expect }: Extract<Probe, { kind: 'http' }>): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(url, { timeout: ANSWER_TIMEOUT_MS, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > LARGEST_ANSWER_BYTES) asked.destroy();
      });
      answer.on('error', () => resolve(false));
      answer.on('end', () => {
        const isWell = (answer.statusCode ?? 0) >= 200 && (answer.statusCode ?? 0) < 300;
        resolve(isWell && (expect.length === 0 || answers(Buffer.concat(chunks).toString('utf8'), expect)));
      });
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.on('close', () => resolve(false)); // after `end` this says nothing more
    asked.end();
  });
}

/** Whether a JSON text says all that is expected. */
function answers(text: string, expect: Extract<Probe, { kind: 'http' }>['expect']): boolean {
  let page: unknown;
  try {
    page = JSON.parse(text);
  } catch {
    return false; // a page that is still being made
  }
  return expect.every(({ path, equals, atLeast }) => {
    const value = path
      .split('.')
      .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], page);
    if (equals !== undefined && value !== equals) return false;
    return atLeast === undefined || (typeof value === 'number' && value >= atLeast);
  });
}
