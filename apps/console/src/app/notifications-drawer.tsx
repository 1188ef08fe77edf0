// What somebody should look at, newest first.
import { Button, Drawer } from 'antd';
import { EventLine } from './event-line.tsx';
import { markSeen, useNotifications } from './notifications.ts';
import { EmptyState } from './page.tsx';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

export function NotificationsDrawer({ onClose }: { readonly onClose: () => void }) {
  const t = useText(appTexts);
  const all = useNotifications();
  const newest = all[0]?.event.occurredAt;
  const hasNew = all.some(({ isSeen }) => !isSeen);
  return (
    <Drawer
      open
      title={t('notifications')}
      onClose={onClose}
      size={440}
      extra={
        newest !== undefined && (
          <Button type="link" disabled={!hasNew} onClick={() => markSeen(newest)}>
            {t('seen')}
          </Button>
        )
      }
    >
      {all.length === 0 ? (
        <EmptyState title={t('none')} next={t('notificationsEmpty')} />
      ) : (
        <ul className="event-lines">
          {all.map(({ event, isSeen, ...words }) => (
            <EventLine key={event.id} words={words} occurredAt={event.occurredAt} isNew={!isSeen} onGone={onClose} />
          ))}
        </ul>
      )}
    </Drawer>
  );
}
