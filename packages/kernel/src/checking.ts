// Gathers what is wrong with a wish, all of it at once and each thing with its place, where a use case that carries it out stops
// at the first (operations `…_check`). What is asked are the same functions: their refusals are the answer.
import { Refusal } from './errors.ts';

export interface FoundProblem {
  /** Of the field, such as `nodeGroups.0.machineType`; empty for the whole. */
  readonly path: string;
  readonly refused: Refusal;
}

export interface Checking {
  readonly found: FoundProblem[];
  /** What `look` answers; `undefined` when it refuses, which is noted as a problem of the field at `path`. */
  readonly at: <T>(path: string, look: () => T) => T | undefined;
  /** The same of what takes a while. */
  readonly atLength: <T>(path: string, look: () => Promise<T>) => Promise<T | undefined>;
}

export function checking(): Checking {
  const found: FoundProblem[] = [];
  const note = (path: string, error: unknown): undefined => {
    if (!(error instanceof Refusal)) throw error;
    found.push({ path, refused: error });
  };
  return {
    found,
    at(path, look) {
      try {
        return look();
      } catch (error) {
        return note(path, error);
      }
    },
    async atLength(path, look) {
      try {
        return await look();
      } catch (error) {
        return note(path, error);
      }
    },
  };
}
