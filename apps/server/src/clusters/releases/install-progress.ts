// What the person who waits for an install is shown.

/** fetch: from the registries. verify: checksums. link: into the release's folder, with what is unpacked and compiled.
 *  archive: the class data that makes its daemons start fast. */
export type InstallStep = 'fetch' | 'verify' | 'link' | 'archive';

/** How far one step of one package ("hadoop", "spark") is; the two packages go on at the same time. */
export type InstallProgress = {
  readonly step: InstallStep;
  readonly package: string;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly filesDone: number;
  readonly filesTotal: number;
};

export type OnProgress = (progress: InstallProgress) => void;

/** Adds up the files of one step and reports after each. A file is only counted once. */
export function countFiles(
  step: InstallStep,
  of: string,
  files: readonly { readonly name: string; readonly sizeBytes: number }[],
  onProgress: OnProgress,
): { readonly done: (name: string) => void; readonly partly: (name: string, bytes: number) => void } {
  const bytesTotal = files.reduce((sum, each) => sum + each.sizeBytes, 0);
  const bytesOf = new Map<string, number>();
  const finished = new Set<string>();
  const report = () => {
    const bytesDone = [...bytesOf.values()].reduce((sum, each) => sum + each, 0);
    onProgress({ step, package: of, bytesDone, bytesTotal, filesDone: finished.size, filesTotal: files.length });
  };
  report();
  return {
    done: (name) => {
      const file = files.find((each) => each.name === name);
      if (file === undefined || finished.has(name)) return;
      finished.add(name);
      bytesOf.set(name, file.sizeBytes);
      report();
    },
    partly: (name, bytes) => {
      if (finished.has(name) || bytes <= (bytesOf.get(name) ?? -1)) return;
      bytesOf.set(name, bytes);
      report();
    },
  };
}
