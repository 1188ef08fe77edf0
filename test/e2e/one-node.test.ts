// The life of a cluster of one node. What only uses a cluster is done on this one: to start another for each story would be half a
// minute of both cores. A story finds what those before it left, and cannot be told alone: `-t` with a part of its title also starts
// the cluster.
import './one-node/comes-up.ts';
import './one-node/keeps-files.ts';
import './one-node/runs-jobs.ts';
import './one-node/is-entered.ts';
import './one-node/is-entered-by-browser.ts';
import './one-node/is-released.ts';
