// One fact in a list: a mark, what it says, and when it was.
import { Link } from '@tanstack/react-router';
import type { EventWords } from './told-event.ts';
import { StateMark } from './state-mark.tsx';
import { Since } from './since.tsx';
import './event-line.css';

interface EventLineProps {
  readonly words: EventWords;
  readonly occurredAt: string;
  readonly isNew?: boolean;
  readonly onGone?: () => void;
}

export function EventLine({ words: { sentence, tone, href }, occurredAt, isNew = false, onGone }: EventLineProps) {
  return (
    <li className="event-line" data-new={isNew || undefined}>
      <StateMark tone={tone}>{''}</StateMark>
      <span className="event-line-text">
        {href === undefined ? (
          sentence
        ) : (
          <Link to={href} onClick={onGone}>
            {sentence}
          </Link>
        )}
      </span>
      <Since instant={occurredAt} />
    </li>
  );
}
