// One node's agent: hears what the server wants, does it through the node and its actions, and reports what it sees. Without a
// server it goes on with what it knows.
import type { AgentSettings, ServerMessage } from '@argosy/contract/agent/protocol';
import { unreachable } from '@argosy/kernel/errors';
import { Actions } from './actions/actions.ts';
import { complain } from './complain.ts';
import { Connection } from './connection.ts';
import { Node } from './node.ts';
import { answer } from './requests.ts';
import { makePaths } from './settings.ts';
import { Terminals } from './terminals/terminals.ts';

/** A report at least so often, also when nothing changed: the server measures by it and sees that the agent lives. */
const HEARTBEAT_MS = 5000;

/** Runs until it is killed: nothing that an agent keeps running hangs on it. */
export function runAgent(settings: AgentSettings, own: { readonly compileCache: string | undefined }): void {
  const paths = makePaths(settings);
  let isReportDue = false;
  const report = () => {
    isReportDue = false;
    connection.send({ type: 'report', report: node.report() });
    heartbeat.refresh();
  };
  // Several changes of one moment make one report.
  const changed = () => {
    if (!isReportDue) setImmediate(report);
    isReportDue = true;
  };
  const node = new Node(settings, paths, changed);
  const actions = new Actions(settings, paths, (action) => connection.send({ type: 'action', action }));
  const terminals = new Terminals(settings, own);
  const connection = new Connection(settings, {
    hello: () => ({ generation: node.generation }),
    opened: () => {
      report();
      actions.reportAll();
    },
    message: (message) => {
      try {
        hear(message);
      } catch (error) {
        complain(`${message.type} could not be done`, error); // a full disk, say: the server asks again
      }
    },
  });
  const heartbeat = setInterval(report, HEARTBEAT_MS);

  const hear = (message: ServerMessage): void => {
    switch (message.type) {
      case 'spec':
        if (node.want(message.spec) !== 'wanted') changed(); // tells the server what generation is here
        return;
      case 'act':
        return actions.act(message.action);
      case 'kill':
        return actions.kill(message.actionId, message.graceMs);
      case 'forget':
        return actions.forget(message.actionIds);
      case 'request':
        return void answer(settings, message.request).then((given) =>
          connection.send({ type: 'answer', requestId: message.requestId, answer: given }),
        );
      case 'terminal':
        return terminals.open(message.terminal);
      default:
        return unreachable(message);
    }
  };

  node.start();
  actions.start();
  terminals.start();
  void connection.keep();
}
