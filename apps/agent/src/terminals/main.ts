// Holds one terminal: a shell on a pseudo-terminal, joined to a WebSocket of its own. Started by the agent, which tells it by a
// message what to open; ends with the shell, the WebSocket or the agent, whichever goes first, and then nothing that was started
// in the terminal stays.
const { dropInheritedRights } = await import('@argosy/host/user');
dropInheritedRights();
const { runTerminal } = await import('./terminal.ts');

process.once('message', (message) => void runTerminal(message as Parameters<typeof runTerminal>[0])); // from our own agent
