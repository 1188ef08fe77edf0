// A sign-in source as a form: a provider of OpenID Connect or an LDAP directory, and what becomes of whom it vouches for. Its secret
// goes in and never comes out: left empty in a change, it stays.
import { MinusCircleOutlined } from '@ant-design/icons';
import type { signInSourceCreate, signInSourceGet } from '@argosy/contract/identity/sign-in-sources';
import type { BodyOf, ResultOf } from '@argosy/contract/operation';
import { Button, Form, type FormInstance, Input, Segmented, Select, Switch } from 'antd';
import { CopyButton } from '../app/copy-button.tsx';
import { Section } from '../app/page.tsx';
import { useOptionalQuery } from '../app/queries.ts';
import { useText } from '../app/text.ts';
import { groupChoicesQuery } from './queries.ts';
import { identityTexts } from './texts.ts';

export type SignInSource = ResultOf<typeof signInSourceGet>;
type Body = BodyOf<typeof signInSourceCreate>;

export interface SourceFields {
  readonly kind: SignInSource['kind'];
  readonly name: string;
  readonly oidc?: Partial<NonNullable<Body['oidc']>>;
  readonly ldap?: Partial<NonNullable<Body['ldap']>>;
  readonly secret?: string;
  readonly makesUsers: boolean;
  readonly defaultGroups: string[];
  readonly groups: readonly { readonly theirs?: string; readonly ours?: string }[];
  readonly isEnabled: boolean;
}

/** What most servers of each kind call things. */
const usual = {
  oidc: { scopes: ['openid', 'profile', 'email'], nameClaim: 'preferred_username' },
  ldap: {
    startTls: false,
    filter: '(uid={name})',
    subjectAttribute: 'entryUUID',
    nameAttribute: 'uid',
    displayNameAttribute: 'cn',
    emailAttribute: 'mail',
  },
} as const;

const activeDirectory = {
  filter: '(sAMAccountName={name})',
  subjectAttribute: 'objectGUID',
  nameAttribute: 'sAMAccountName',
  displayNameAttribute: 'displayName',
  emailAttribute: 'mail',
  groupAttribute: 'memberOf',
} as const;

/** The same in every language. */
const examples = { issuer: 'https://', url: 'ldaps://', baseDn: 'ou=people,dc=example,dc=com' } as const;

function fieldsOf(source: SignInSource | undefined): Partial<SourceFields> {
  if (source === undefined)
    return {
      kind: 'oidc',
      oidc: { ...usual.oidc, scopes: [...usual.oidc.scopes] },
      ldap: usual.ldap,
      makesUsers: true,
      defaultGroups: [],
      groups: [],
      isEnabled: true,
    };
  const { kind, name, oidc, ldap, makesUsers, defaultGroups, groupMap, isEnabled } = source;
  const groups = Object.entries(groupMap).map(([theirs, ours]) => ({ theirs, ours }));
  return { kind, name, ...(oidc && { oidc }), ...(ldap && { ldap }), makesUsers, defaultGroups, groups, isEnabled };
}

export function bodyOf({ kind, name, oidc, ldap, secret, groups, ...rest }: SourceFields): Body {
  const pairs = groups.flatMap(({ theirs, ours }) => (theirs && ours ? [[theirs.trim(), ours] as const] : []));
  return {
    ...rest,
    name,
    groupMap: Object.fromEntries(pairs),
    ...(secret && { secret }),
    // What is missing of it the server names, each at its field.
    ...(kind === 'oidc' ? { oidc: withoutEmpty(oidc) as Body['oidc'] } : { ldap: withoutEmpty(ldap) as Body['ldap'] }),
  };
}

const withoutEmpty = (given: object = {}): object =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));

interface SourceFormProps {
  readonly form: FormInstance<SourceFields>;
  readonly source?: SignInSource;
  readonly onSave: (fields: SourceFields) => void;
}

export function SourceForm({ form, source, onSave }: SourceFormProps) {
  const t = useText(identityTexts);
  const kind = Form.useWatch('kind', form) ?? source?.kind ?? 'oidc';
  const needed = [{ required: true, message: t('fieldNeeded') }];
  return (
    <Form<SourceFields>
      form={form}
      layout="vertical"
      requiredMark={false}
      scrollToFirstError
      initialValues={fieldsOf(source)}
      onFinish={(fields: SourceFields) => onSave({ ...fields, kind })}
      className="source-form"
    >
      <Section title={t('sourceWhich')}>
        {source === undefined && (
          <Form.Item name="kind" label={t('kind')}>
            <Segmented
              options={[
                { value: 'oidc', label: t('kindOidc') },
                { value: 'ldap', label: t('kindLdap') },
              ]}
            />
          </Form.Item>
        )}
        <div className="two-columns">
          <Form.Item name="name" label={t('name')} extra={t('sourceNameHint')} rules={needed}>
            <Input maxLength={100} autoComplete="off" />
          </Form.Item>
          <Form.Item name="isEnabled" label={t('sourceEnabled')} valuePropName="checked" extra={t('sourceEnabledHint')}>
            <Switch />
          </Form.Item>
        </div>
      </Section>
      {kind === 'oidc' ? <OidcFields /> : <LdapFields form={form} />}
      <Section title={t('secret')}>
        <Form.Item
          name="secret"
          label={t(kind === 'oidc' ? 'secretOidc' : 'secretLdap')}
          extra={t(source?.hasSecret === true ? 'secretKept' : 'secretHint')}
        >
          <Input.Password autoComplete="new-password" maxLength={1000} />
        </Form.Item>
      </Section>
      <People />
    </Form>
  );
}

function OidcFields() {
  const t = useText(identityTexts);
  const needed = [{ required: true, message: t('fieldNeeded') }];
  const comesBackTo = `${location.origin}/v1/sign-in/oidc/callback`;
  return (
    <Section title={t('kindOidc')}>
      <p>{t('oidcRedirect')}</p>
      <p className="secret">
        <code>{comesBackTo}</code>
        <CopyButton text={comesBackTo} />
      </p>
      <div className="two-columns">
        <Form.Item name={['oidc', 'issuer']} label={t('oidcIssuer')} extra={t('oidcIssuerHint')} rules={needed}>
          <Input placeholder={examples.issuer} maxLength={500} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name={['oidc', 'clientId']} label={t('oidcClientId')} extra={t('oidcClientIdHint')} rules={needed}>
          <Input maxLength={300} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name={['oidc', 'scopes']} label={t('oidcScopes')}>
          <Select mode="tags" tokenSeparators={[' ', ',']} open={false} suffixIcon={null} />
        </Form.Item>
        <Form.Item name={['oidc', 'nameClaim']} label={t('oidcNameClaim')} extra={t('becomesName')}>
          <Input maxLength={100} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name={['oidc', 'groupClaim']} label={t('oidcGroupClaim')} extra={t('oidcGroupClaimHint')}>
          <Input maxLength={100} autoComplete="off" spellCheck={false} />
        </Form.Item>
      </div>
    </Section>
  );
}

function LdapFields({ form }: { readonly form: FormInstance<SourceFields> }) {
  const t = useText(identityTexts);
  const needed = [{ required: true, message: t('fieldNeeded') }];
  const attributes = [
    ['subjectAttribute', 'ldapSubject'],
    ['nameAttribute', 'ldapName'],
    ['displayNameAttribute', 'displayName'],
    ['emailAttribute', 'email'],
    ['groupAttribute', 'ldapGroups'],
  ] as const;
  return (
    <Section
      title={t('kindLdap')}
      extra={
        <Button size="small" onClick={() => form.setFieldsValue({ ldap: activeDirectory })}>
          {t('ldapFillIn')}
        </Button>
      }
    >
      <div className="two-columns">
        <Form.Item name={['ldap', 'url']} label={t('ldapUrl')} extra={t('ldapUrlHint')} rules={needed}>
          <Input placeholder={examples.url} maxLength={500} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item
          name={['ldap', 'startTls']}
          label={t('ldapStartTls')}
          valuePropName="checked"
          extra={t('ldapStartTlsHint')}
        >
          <Switch />
        </Form.Item>
        <Form.Item name={['ldap', 'baseDn']} label={t('ldapBaseDn')} extra={t('ldapBaseDnHint')} rules={needed}>
          <Input placeholder={examples.baseDn} maxLength={500} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name={['ldap', 'bindDn']} label={t('ldapBindDn')} extra={t('ldapBindDnHint')}>
          <Input maxLength={500} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name={['ldap', 'filter']} label={t('ldapFilter')} extra={t('ldapFilterHint')} rules={needed}>
          <Input maxLength={1000} autoComplete="off" spellCheck={false} />
        </Form.Item>
        {attributes.map(([field, label]) => (
          <Form.Item key={field} name={['ldap', field]} label={t(label)} extra={t('ldapAttribute')}>
            <Input maxLength={100} autoComplete="off" spellCheck={false} />
          </Form.Item>
        ))}
      </div>
      <Form.Item name={['ldap', 'certificate']} label={t('ldapCertificate')} extra={t('ldapCertificateHint')}>
        <Input.TextArea className="mono" autoSize={{ minRows: 3, maxRows: 10 }} spellCheck={false} />
      </Form.Item>
    </Section>
  );
}

/** What becomes of whom it vouches for. */
function People() {
  const t = useText(identityTexts);
  const groups = useOptionalQuery(groupChoicesQuery)?.items ?? [];
  const choices = groups.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Section title={t('sourcePeople')}>
      <Form.Item name="makesUsers" label={t('makesUsers')} valuePropName="checked" extra={t('makesUsersHint')}>
        <Switch />
      </Form.Item>
      <Form.Item name="defaultGroups" label={t('defaultGroups')} extra={t('defaultGroupsHint')}>
        <Select mode="multiple" optionFilterProp="label" options={choices} />
      </Form.Item>
      <p className="field-title">{t('groupMap')}</p>
      <p className="soft">{t('groupMapHint')}</p>
      <Form.List name="groups">
        {(pairs, { add, remove }) => (
          <div className="form-rows">
            {pairs.map(({ key, name }) => (
              <div key={key} className="group-pair">
                <Form.Item name={[name, 'theirs']} noStyle>
                  <Input aria-label={t('groupTheirs')} placeholder={t('groupTheirs')} maxLength={500} />
                </Form.Item>
                <Form.Item name={[name, 'ours']} noStyle>
                  <Select
                    aria-label={t('groupOurs')}
                    placeholder={t('groupOurs')}
                    showSearch={{ optionFilterProp: 'label' }}
                    options={choices}
                  />
                </Form.Item>
                <Button
                  type="text"
                  icon={<MinusCircleOutlined />}
                  aria-label={t('groupPairRemove')}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <div>
              <Button onClick={() => add({})}>{t('groupPairAdd')}</Button>
            </div>
          </div>
        )}
      </Form.List>
    </Section>
  );
}
