// Where hosts come from. A provider makes a host and starts the agent on it, and removes both again; all else is the agent's,
// and the same for every provider.

/** A host that is wanted. Its id is given before anything is tried, so that a second try finds what the first one made. */
export interface HostWish {
  readonly clusterId: string;
  readonly nodeId: string;
  /** Where its daemons listen; chosen and recorded by the caller. */
  readonly address: string;
  /** What its agent authenticates with. */
  readonly token: string;
}

export type HostName = Pick<HostWish, 'clusterId' | 'nodeId'>;

export interface HostProvider {
  readonly name: string;
  /** The memory that all its hosts together may have. */
  readonly memoryMb: () => number;
  /** Makes the host if it is not there, starts its agent if none runs, and keeps one running from now on, also over restarts
   *  of the server, as long as `make` is called again for it. Throws host_failed. */
  readonly make: (wish: HostWish) => Promise<void>;
  /** Ends the host's agent, if it runs and was not only just started, and does what `make` does: for an agent that lives and is
   *  not heard. What it kept running runs on, and its successor takes it over. Throws host_failed. */
  readonly replaceAgent: (wish: HostWish) => Promise<void>;
  /** Ends everything on the host and removes it: no process and no folder is left. Asks nothing of the agent; does nothing
   *  when the host is gone already. Throws host_failed when something cannot be ended or removed: to be tried again. */
  readonly remove: (host: HostName) => Promise<void>;
  /** The folder of the node, as its own processes see it. */
  readonly directoryOf: (host: HostName) => string;
  /** Stops looking after agents; they run on. */
  readonly close: () => void;
}
