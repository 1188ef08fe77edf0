// How passwords are kept and compared: argon2id, whose cost in memory is what guessing on graphics cards founders on. 19 MiB and
// two passes take some 6 ms of one core here, in a thread of its own.
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { refusal } from '@argosy/kernel/errors';

const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const; // 2: argon2id

/** Each holds 19 MiB while it is computed; the four threads of Node compute four at a time, and a queue beyond this would
 *  keep everybody waiting for longer than anybody waits. */
const atOnce = 200;
let underWay = 0;

/** What is kept of a password. Refuses: sign_in_busy. */
export async function hashPassword(password: string): Promise<string> {
  return computing(() => hash(folded(password), cost));
}

/** Whether `password` is the one that was kept. Where none is, it takes the same time and answers no: a name that nobody has is
 *  not told from a wrong password by a clock. Refuses: sign_in_busy. */
export async function isPassword(password: string, kept: string | undefined): Promise<boolean> {
  const isRight = await computing(async () => verify(kept ?? (await nobodysHash()), folded(password)));
  return kept !== undefined && isRight;
}

/** Whether what was kept was computed at another cost than today's. */
export function isOutdated(kept: string): boolean {
  const { algorithm, memoryCost, timeCost, parallelism } = parseOptions(kept);
  const was = [algorithm, memoryCost, timeCost, parallelism].join();
  return was !== [cost.algorithm, cost.memoryCost, cost.timeCost, cost.parallelism].join();
}

let nobodys: Promise<string> | undefined;
const nobodysHash = (): Promise<string> => (nobodys ??= hash('nobody’s', cost));

/** One password, whichever keyboard wrote its accents. */
const folded = (password: string): string => password.normalize('NFKC');

async function computing<T>(compute: () => Promise<T>): Promise<T> {
  if (underWay >= atOnce) throw refusal('sign_in_busy');
  underWay += 1;
  try {
    return await compute();
  } finally {
    underWay -= 1;
  }
}
