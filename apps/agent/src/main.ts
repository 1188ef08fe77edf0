// The agent's program: `main.ts <settings.json>`. It is started by a provider of hosts, outlives the server and is started
// again when it dies; what it keeps running outlives it in turn.
import { enableCompileCache, flushCompileCache } from 'node:module';

// Before the other modules are read: with what an earlier start compiled, the agent is connected in a third of the time.
// Without a folder of our own (NODE_COMPILE_CACHE, set by the provider) there is none: the default lies in a shared folder.
if (process.env['NODE_COMPILE_CACHE']) enableCompileCache();

const { dropInheritedRights } = await import('@argosy/host/user');
dropInheritedRights();
const { runAgent } = await import('./agent.ts');
const { readSettings } = await import('./settings.ts');

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: main.ts <settings.json>\n');
  process.exit(64);
}

// What nobody awaited is our bug. The agent ends and is started again, taking over all that runs: better than going on blind.
process.on('unhandledRejection', (error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(70);
});
runAgent(readSettings(file), { compileCache: process.env['NODE_COMPILE_CACHE'] });

// Node keeps what it compiled when it ends by itself. An agent is killed when its host goes, so it does that here: later than
// the start, which people wait for.
const keepCompiledAfterMs = 3000;
if (process.env['NODE_COMPILE_CACHE']) setTimeout(flushCompileCache, keepCompiledAfterMs).unref();
