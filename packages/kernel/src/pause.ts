// Waiting, apart from the rest of time: browsers that do not know Temporal wait too.

/** Waits `ms` of real time or until `signal` aborts; resolves either way. For back-off between tries of something outside
 *  this process, never to wait for a state that an event can tell. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.max(0, ms));
    signal?.addEventListener('abort', finish, { once: true });
  });
}
