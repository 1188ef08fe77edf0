// TCP ports of this host: whether one is free, and who has it when it is not.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { allPids, argumentsOf } from './processes.ts';

export interface PortHolder {
  readonly pid: number;
  readonly command: string;
}

/** Whether a server could listen there now. Asked by listening: what a program is told then is what this is told. */
export function isPortFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Who listens there; `undefined` when nobody does, or when it is another user's process that may not be looked into. */
export function findPortHolder(address: string, port: number): PortHolder | undefined {
  const inodes = listeningInodes(address, port);
  if (inodes.size === 0) return undefined;
  for (const pid of allPids()) {
    if (hasSocket(pid, inodes)) return { pid, command: argumentsOf(pid).join(' ').slice(0, 200) };
  }
  return undefined;
}

/** Sockets that listen on the address or on all of them. Lines of /proc/net/tcp: `n: local remote state … inode`. */
function listeningInodes(address: string, port: number): ReadonlySet<string> {
  const own = address.split('.').toReversed().map(hexByte).join(''); // IPv4, as the processor orders bytes
  const everywhere = ['00000000', '0'.repeat(32)];
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readIfReadable(file).split('\n').slice(1));
  const inodes = lines.flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const [host = '', hexPort = ''] = local.split(':');
    const isThere = host === own || everywhere.includes(host) || host.endsWith(`FFFF0000${own}`);
    return state === '0A' && isThere && Number.parseInt(hexPort, 16) === port ? [inode] : [];
  });
  return new Set(inodes);
}

function hasSocket(pid: number, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
      return target.startsWith('socket:[') && inodes.has(target.slice(8, -1));
    });
  } catch {
    return false; // ended, or another user's
  }
}

function hexByte(text: string): string {
  return Number(text).toString(16).toUpperCase().padStart(2, '0');
}

function readIfReadable(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // a kernel without IPv6 has no tcp6
  }
}
