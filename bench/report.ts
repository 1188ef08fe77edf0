// How benches say what they measured: the median of ours, of the peer in the same run, their ratio, and the spread.
import { performance } from 'node:perf_hooks';

export interface Comparison {
  readonly name: string;
  readonly unit: string;
  readonly ours: readonly number[];
  /** Measured in turns with ours; absent where no peer does the thing at all. */
  readonly peer?: readonly number[];
  readonly peerName?: string;
  readonly betterIs: 'more' | 'less';
  /** What is to be reached, in the same unit. */
  readonly goal?: number;
  /** How many times better than the peer it is to be: says more than seconds on a machine of another speed. */
  readonly ratioGoal?: number;
}

/** Prints one comparison; the raw numbers stand behind it, so that somebody else can judge the spread. */
export function printComparison(comparison: Comparison): void {
  const { name, unit, ours, peer, peerName, betterIs, goal, ratioGoal } = comparison;
  const own = median(ours);
  console.log(`\n${name}`);
  console.log(`  ours   ${show(own)} ${unit}   (${ours.map(show).join(' ')})`);
  if (goal !== undefined) console.log(`  goal   ${betterIs === 'less' ? '≤' : '≥'} ${show(goal)} ${unit}`);
  if (!peer || peer.length === 0) return;
  const other = median(peer);
  const ratio = betterIs === 'more' ? own / other : other / own;
  console.log(`  peer   ${show(other)} ${unit}   (${peer.map(show).join(' ')})   ${peerName ?? ''}`);
  const toReach = ratioGoal === undefined ? '' : `   (goal ≥ ${show(ratioGoal)})`;
  console.log(`  ratio  ${show(ratio)} × better than the peer${toReach}`);
}

/** Seconds that `work` took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function show(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
