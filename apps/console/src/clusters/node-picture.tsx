// Nodes by their group, each with its daemons.
import type { ClusterView } from '@argosy/contract/clusters/operations';
import { StateMark } from '../app/state-mark.tsx';
import { useText } from '../app/text.ts';
import { bytesIn } from '../app/times.ts';
import { daemonTone, nodeTones, type NodeView } from './node-view.ts';
import { clustersTexts, nodeStateTexts, roleTexts } from './texts.ts';

interface NodePictureProps {
  readonly groups: ClusterView['nodeGroups'];
  readonly nodes: readonly NodeView[];
}

export function NodePicture({ groups, nodes }: NodePictureProps) {
  const t = useText(clustersTexts);
  if (nodes.length === 0) return <p className="soft">{t('noNodes')}</p>;
  return (
    <div className="node-groups">
      {groups.map((group) => (
        <div key={group.name} className="node-group">
          <h3>
            {group.name === group.role ? t(roleTexts[group.role]) : `${group.name} · ${t(roleTexts[group.role])}`}
            <small>{`${group.machineType} · ${group.runningCount} / ${group.count}`}</small>
          </h3>
          <ul className="node-cards">
            {nodes
              .filter((node) => node.group === group.name)
              .map((node) => (
                <NodeCard key={node.id} node={node} />
              ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function NodeCard({ node }: { readonly node: NodeView }) {
  const t = useText(clustersTexts);
  const { name, address, state, daemons, diskBytes } = node;
  return (
    <li className="node-card" data-tone={nodeTones[state]}>
      <header>
        <strong>{name}</strong>
        <StateMark tone={nodeTones[state]}>{t(nodeStateTexts[state])}</StateMark>
      </header>
      <div className="node-card-facts">
        <span className="mono">{address}</span>
        {diskBytes !== undefined && <span>{t('onDisk', { size: bytesIn(diskBytes) })}</span>}
      </div>
      <ul className="daemons">
        {daemons.map((daemon) => (
          <li key={daemon.name}>
            <StateMark tone={daemonTone(daemon)}>{daemon.name}</StateMark>
            <span className="soft">{daemon.rssBytes === undefined ? '' : bytesIn(daemon.rssBytes)}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}
