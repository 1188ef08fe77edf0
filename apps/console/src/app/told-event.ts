// A fact in words, as the frame and pages show it.
import type { EventView } from '@argosy/contract/platform/operations';
import type { Tone } from './state-mark.tsx';

export interface EventWords {
  readonly sentence: string;
  readonly tone: Tone;
  /** The page of the thing it happened to. */
  readonly href?: string;
  /** Somebody should look: it stands among the notifications. */
  readonly needsSomebody?: boolean;
  /** Of interest on the thing's own page only. */
  readonly isDetail?: boolean;
}

/** Those without a subject are of a list about one thing. */
export type TellableEvent = Pick<EventView, 'id' | 'occurredAt' | 'type' | 'facts'> & { readonly subject?: string };

/** `undefined`: nothing that a person wants to hear of. */
export type SayEvent = (event: TellableEvent) => EventWords | undefined;
