// The list of keys.
import { Modal } from 'antd';
import { commands } from './commands.ts';
import { useOpenPages } from './page-acts.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';
import './shortcuts.css';

export function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  const t = useText(appTexts);
  const isOpen = useOpenPages();
  const own = commands.flatMap(({ word, keys, to }) => (keys && isOpen(to) ? [{ name: t(word), keys }] : []));
  const all = [
    { name: t('keyPalette'), keys: ['Ctrl K'] },
    ...own,
    { name: t('operations'), keys: ['o'] },
    { name: t('keyShortcuts'), keys: ['?'] },
  ];
  return (
    <Modal open title={t('shortcuts')} footer={null} onCancel={onClose} width={420}>
      <dl className="shortcuts">
        {all.map(({ name, keys }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && <span className="soft"> {t('keyThen')} </span>}
                  <kbd>{key}</kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
