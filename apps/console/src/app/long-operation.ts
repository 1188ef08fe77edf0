// Something that takes a while, as the frame shows it.
import type { Step } from './steps.tsx';

export interface LongOperation {
  readonly id: string;
  /** In the reader's language: "Cluster reports is being made". */
  readonly title: string;
  readonly href: string;
  readonly since: string | undefined;
  readonly steps: readonly Step[];
}
