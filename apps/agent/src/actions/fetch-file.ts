// Brings an uploaded file from the server, by the hash of its content.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AgentSettings } from '@argosy/contract/agent/protocol';
import { refusal } from '@argosy/kernel/errors';
import { AwayError, send } from './http.ts';
import { readServerUrl } from '../connection.ts';

/** Streams it into `file`, an open descriptor, which is closed; throws file_checksum_differs when it is not that content. */
export async function fetchFile(
  settings: AgentSettings,
  sha256: string,
  file: number,
  signal: AbortSignal,
): Promise<void> {
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform: (chunk: Buffer, _, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const target = createWriteStream('', { fd: file });
  const answer = await openFile(settings, sha256, signal).catch((error: unknown) => {
    target.destroy();
    throw error;
  });
  await pipeline(answer, hashing, target, { signal });
  const actual = hash.digest('hex');
  if (actual !== sha256) throw refusal('file_checksum_differs', { expected: sha256, actual });
}

/** The file's bytes as they come from the server. */
export async function openFile(settings: AgentSettings, sha256: string, signal: AbortSignal): Promise<IncomingMessage> {
  return await send(serverUrl(settings, `files/${sha256}`), {
    method: 'GET',
    headers: authorization(settings),
    signal,
  });
}

/** The server's address for agents, now; throws while no server runs. */
export function serverUrl(settings: AgentSettings, path: string): URL {
  const url = readServerUrl(settings.serverFile);
  if (url === undefined) throw new AwayError('there is no server just now');
  return new URL(path, new URL('/v1/agent/', url));
}

export function authorization({ token }: AgentSettings): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
