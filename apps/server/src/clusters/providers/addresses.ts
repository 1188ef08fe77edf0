// Which loopback address and which shuffle port a node on this machine gets. All of 127.0.0.0/8 is this machine's without any
// set-up, so a node can keep the standard ports on an address of its own. Chosen here, recorded by the caller.
import { createHash } from 'node:crypto';
import { isPortFree } from '@argosy/host/ports';
import { invariant } from '@argosy/kernel/errors';

/** Clusters of one home that can be there at the same time, and nodes of one cluster. */
export const MOST_CLUSTERS = 256;
export const MOST_NODES = 240;

/** `127.<home>.<cluster>.<10 + index>`: two homes on one machine rarely meet, two clusters of one home never. The second byte
 *  is 64 to 191, away from 127.0.0.1 and from the 127.0.53.53 and 127.1.x.y of other programs. */
export function nodeAddress(homePath: string, clusterSlot: number, nodeIndex: number): string {
  invariant(clusterSlot >= 0 && clusterSlot < MOST_CLUSTERS, 'a cluster slot is one byte');
  invariant(nodeIndex >= 0 && nodeIndex < MOST_NODES, 'a node index leaves room for the 10 before it');
  const home = createHash('sha256').update(homePath).digest().readUInt8(0) % 128;
  return `127.${64 + home}.${clusterSlot}.${10 + nodeIndex}`;
}

/** The lowest slot that none of `taken` has; `undefined` when all are taken. */
export function freeClusterSlot(taken: ReadonlySet<number>): number | undefined {
  for (let slot = 0; slot < MOST_CLUSTERS; slot += 1) if (!taken.has(slot)) return slot;
  return undefined;
}

/** Below the ephemeral ports, so that no outgoing connection has one by chance. */
const SHUFFLE_PORTS = { first: 13_562, last: 16_561 };

/** A port free on all addresses: the ShuffleHandler of MapReduce listens on the wildcard address, so each node of the machine
 *  needs another one. `taken` are those recorded for nodes that may not listen yet; the search begins elsewhere for each home,
 *  as another home's nodes may not listen yet either. `undefined` when none is free. */
export async function freeShufflePort(homePath: string, taken: ReadonlySet<number>): Promise<number | undefined> {
  const { first, last } = SHUFFLE_PORTS;
  const count = last - first + 1;
  const begin = createHash('sha256').update(homePath).digest().readUInt16BE(1) % count;
  for (let tried = 0; tried < count; tried += 1) {
    const port = first + ((begin + tried) % count);
    if (!taken.has(port) && (await isPortFree('0.0.0.0', port))) return port;
  }
  return undefined;
}
