// Operations under way, each with its steps as they happen.
import { Link } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { useLongOperations } from './long-operations.ts';
import { EmptyState } from './page.tsx';
import { Since } from './since.tsx';
import { Steps } from './steps.tsx';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';
import './drawers.css';

export function OperationsDrawer({ onClose }: { readonly onClose: () => void }) {
  const t = useText(appTexts);
  const operations = useLongOperations();
  return (
    <Drawer open title={t('operations')} onClose={onClose} size={440}>
      {operations.length === 0 && <EmptyState title={t('none')} next={t('operationsEmpty')} />}
      {operations.map(({ id, title, href, since, steps }) => (
        <section key={id} className="operation">
          <header>
            <h3>
              <Link to={href} onClick={onClose}>
                {title}
              </Link>
            </h3>
            {since !== undefined && <Since instant={since} />}
          </header>
          <Steps steps={steps} />
        </section>
      ))}
    </Drawer>
  );
}
