// The header.
import { Link } from '@tanstack/react-router';
import { useCaller } from './caller.ts';
import { paths } from './paths.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

export function Header() {
  const t = useText(appTexts);
  const { organizationName } = useCaller();
  return (
    <header className="header">
      <Link to={paths.home} className="header-brand">
        <img src="/favicon.svg" alt="" width={22} height={22} />
        {t('name')}
      </Link>
      <div className="header-place header-wide">
        <strong>{organizationName}</strong>
        <span>{t('regionLocal')}</span>
      </div>
      <div className="header-gap" />
    </header>
  );
}
