// Where the jobs of a plan stand in its picture (JOB-2): in layers, each job one layer after the last of those it needs, and
// within a layer near to these, so that few lines cross. Pure. What is half-written has its place too: a need that names no
// job is left out, and jobs that need each other in a circle stand as far on as was counted.

export interface DagJob {
  readonly name: string;
  readonly needs: readonly string[];
}

export interface Placed<Job extends DagJob> {
  readonly job: Job;
  readonly x: number;
  readonly y: number;
}

interface Line {
  readonly from: string;
  readonly to: string;
  readonly path: string;
}

export interface DagLayout<Job extends DagJob> {
  readonly jobs: readonly Placed<Job>[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

export const box = { width: 176, height: 46, gapX: 56, gapY: 18, edge: 8 } as const;

export function layOut<Job extends DagJob>(jobs: readonly Job[]): DagLayout<Job> {
  const unique = jobs.filter(({ name }, index) => jobs.findIndex((each) => each.name === name) === index);
  const layers = layersOf(unique);
  const tallest = Math.max(0, ...layers.map((layer) => layer.length));
  const column = (rows: number) => rows * box.height + Math.max(0, rows - 1) * box.gapY;
  const placed = new Map<string, Placed<Job>>();
  for (const [layerIndex, layer] of layers.entries()) {
    const above = (column(tallest) - column(layer.length)) / 2; // a short layer stands in the middle
    for (const [row, job] of layer.entries())
      placed.set(job.name, {
        job,
        x: box.edge + layerIndex * (box.width + box.gapX),
        y: box.edge + above + row * (box.height + box.gapY),
      });
  }
  const lines = unique.flatMap(({ name, needs }) =>
    [...new Set(needs)].flatMap((need): readonly Line[] => {
      const [from, to] = [placed.get(need), placed.get(name)];
      return from === undefined || to === undefined || need === name
        ? []
        : [{ from: need, to: name, path: between(from, to) }];
    }),
  );
  return {
    jobs: unique.flatMap(({ name }) => placed.get(name) ?? []),
    lines,
    width: 2 * box.edge + layers.length * box.width + Math.max(0, layers.length - 1) * box.gapX,
    height: 2 * box.edge + column(tallest),
  };
}

/** The longest way to each job decides its layer. */
function layersOf<Job extends DagJob>(jobs: readonly Job[]): readonly (readonly Job[])[] {
  const depth = new Map(jobs.map(({ name }) => [name, 0]));
  // Without a circle all is settled after as many rounds as the longest way has jobs; with one it stops there all the same.
  for (let round = 0; round < jobs.length; round += 1) {
    let isSettled = true;
    for (const { name, needs } of jobs) {
      const after = Math.max(-1, ...needs.filter((need) => need !== name).map((need) => depth.get(need) ?? -1)) + 1;
      if (after <= (depth.get(name) ?? 0) || after >= jobs.length) continue;
      depth.set(name, after);
      isSettled = false;
    }
    if (isSettled) break;
  }
  const layers: Job[][] = [];
  for (const job of jobs) (layers[depth.get(job.name) ?? 0] ??= []).push(job);
  return ordered(layers.filter((layer) => layer.length > 0));
}

/** Each layer by the middle of those that its jobs need; who needs none stays where they were written. */
function ordered<Job extends DagJob>(layers: readonly (readonly Job[])[]): readonly (readonly Job[])[] {
  const row = new Map<string, number>();
  return layers.map((layer) => {
    const wanted = layer.map((job, index) => {
      const rows = job.needs.flatMap((need) => row.get(need) ?? []);
      return { job, at: rows.length === 0 ? index : rows.reduce((sum, each) => sum + each, 0) / rows.length };
    });
    const sorted = wanted.toSorted((one, other) => one.at - other.at).map(({ job }) => job);
    for (const [index, { name }] of sorted.entries()) row.set(name, index);
    return sorted;
  });
}

function between(from: Placed<DagJob>, to: Placed<DagJob>): string {
  const [x1, y1] = [from.x + box.width, from.y + box.height / 2];
  const [x2, y2] = [to.x, to.y + box.height / 2];
  const bend = Math.max(20, (x2 - x1) / 2);
  return `M ${x1} ${y1} C ${x1 + bend} ${y1}, ${x2 - bend} ${y2}, ${x2} ${y2}`;
}
