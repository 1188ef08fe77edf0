// Binds the terminal of a node: everything that speaks against it is found before the connection is upgraded.
import { nodeTerminal, type TerminalMessage } from '@argosy/contract/clusters/operations';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { acceptSocket, requireUpgrade } from '../../platform/http/sockets.ts';
import type { AgentTerminals } from '../agents/terminals.ts';
import type { ClustersDeps } from '../clusters-deps.ts';
import { joinTerminal } from '../join-terminal.ts';
import { findTerminalPlace, openTerminal, TerminalCount } from '../open-terminal.ts';

export interface TerminalsRoutes {
  readonly routes: readonly Binding[];
  /** Resolves when the end of every terminal that was open is published. */
  readonly ended: () => Promise<void>;
}

export function terminalsRoutes(deps: ClustersDeps & { readonly terminals: AgentTerminals }): TerminalsRoutes {
  const count = new TerminalCount();
  const open = new Set<Promise<void>>();
  return {
    routes: [
      bind(nodeTerminal, async ({ caller, params, query, raw, reply, signal }) => {
        const place = await findTerminalPlace(deps, caller, params);
        using held = new DisposableStack();
        held.use(count.take(caller)); // before the next: a browser is told only of what speaks against a plain request
        requireUpgrade(raw);
        const far = await openTerminal(deps, place, { ...query, signal });
        held.defer(() => far.socket.terminate());
        const near = await acceptSocket(raw, reply, signal);
        const mine = held.move(); // until the terminal ends
        const joined = joinTerminal(deps, { ...place, caller, near, far, signal }).finally(() => {
          mine.dispose();
          open.delete(joined);
        });
        open.add(joined);
        return undefined as unknown as TerminalMessage; // the socket was the answer; the result is its text frames' schema
      }),
    ],
    ended: async () => void (await Promise.all(open)),
  };
}
