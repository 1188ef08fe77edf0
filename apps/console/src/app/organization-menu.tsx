// In which organization one is, and the way to another. A browser has one session: choosing an account leads to the door with it
// filled in, and whoever is signed in stays so until somebody else has come in there (docs/decisions/0098).
import { BankOutlined, CloseOutlined } from '@ant-design/icons';
import { useNavigate } from '@tanstack/react-router';
import { useCaller } from './caller.ts';
import { accountOf, forgetAccount, type KnownAccount, useKnownAccounts } from './known-accounts.ts';
import { Menu } from './menu.tsx';
import { paths } from './paths.ts';
import { appTexts } from './texts.ts';
import { useText } from './text.ts';

export function OrganizationMenu() {
  const t = useText(appTexts);
  const caller = useCaller();
  const navigate = useNavigate();
  const others = useKnownAccounts().filter((each) => accountOf(each) !== accountOf(caller));
  const toDoor = (account?: string) =>
    void navigate({ to: paths.signIn, search: account === undefined ? {} : { account } });
  const itemOf = (account: KnownAccount) => ({
    key: accountOf(account),
    label: account.organizationName,
    detail: accountOf(account),
    choose: () => toDoor(accountOf(account)),
    aside: {
      label: t('forgetAccount', { account: accountOf(account) }),
      icon: <CloseOutlined />,
      choose: () => forgetAccount(account),
    },
  });
  const here = (
    <span className="account-who">
      <strong>{caller.organizationName}</strong>
      <span>{accountOf(caller)}</span>
    </span>
  );
  const elsewhere = { key: 'another', label: t('anotherOrganization'), choose: () => toDoor() };
  return (
    <Menu
      isPlain
      className="header-organization"
      label={`${t('organization')}: ${caller.organizationName}`}
      icon={<BankOutlined />}
      groups={[
        { title: here, items: [] },
        ...(others.length > 0 ? [{ title: t('accountsKnown'), items: others.map(itemOf) }] : []),
        { items: [elsewhere] },
      ]}
    >
      <span className="header-organization-name">{caller.organizationName}</span>
    </Menu>
  );
}
