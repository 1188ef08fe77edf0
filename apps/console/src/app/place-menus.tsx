// Where one is, organization and region, and the way to others: in the header, and on narrow screens over the navigation.
import { EnvironmentOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { Menu } from './menu.tsx';
import { OrganizationMenu } from './organization-menu.tsx';
import { paths } from './paths.ts';
import { useOptionalQuery } from './queries.ts';
import { chooseRegion, regionsQuery, useRegion } from './region.ts';
import { appTexts } from './texts.ts';
import { useLanguage, useText } from './text.ts';

export function PlaceMenus({ className }: { readonly className: string }) {
  return (
    <div className={`header-place ${className}`}>
      <OrganizationMenu />
      <RegionMenu />
    </div>
  );
}

/** Where new things are made. Which regions there are, and what each offers, stands on a page of its own. */
function RegionMenu() {
  const t = useText(appTexts);
  const language = useLanguage();
  const navigate = useNavigate();
  const regions = useOptionalQuery(regionsQuery)?.items ?? [];
  const chosen = useRegion(regions);
  if (chosen === undefined) return undefined;
  const items = regions.map(({ name, title }) => ({
    key: name,
    label: title[language],
    isChosen: name === chosen.name,
    choose: () => chooseRegion(name),
  }));
  const all = { key: 'all', label: t('regionsAll'), choose: () => void navigate({ to: paths.regions }) };
  return (
    <Menu
      isPlain
      className="header-region"
      label={`${t('region')}: ${chosen.title[language]}`}
      icon={<EnvironmentOutlined />}
      groups={[{ title: t('region'), items }, { items: [all] }]}
    >
      {chosen.title[language]}
    </Menu>
  );
}
