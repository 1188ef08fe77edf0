// What facts say to a person, of all modules. A module adds a hook that puts its own facts into words.
import { useClusterEventWords } from '../clusters/event-words.ts';
import { useWorkloadEventWords } from '../workloads/event-words.ts';
import type { SayEvent } from './told-event.ts';

export function useEventWords(): SayEvent {
  const clusters = useClusterEventWords();
  const workloads = useWorkloadEventWords();
  return (event) => clusters(event) ?? workloads(event);
}
