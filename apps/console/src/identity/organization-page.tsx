// The organization: how it is shown, when its days begin, whether it may be named as a reference (PRO-6), whom to reach (RSP-1), and
// who owns it.
import { type OrganizationView, organizationUpdate } from '@argosy/contract/identity/organization';
import { getRouteApi } from '@tanstack/react-router';
import { Input, Select, Switch } from 'antd';
import { useState } from 'react';
import { actOf } from '../app/act.ts';
import { ActionButton } from '../app/action-button.tsx';
import { Field } from '../app/field.tsx';
import { Page, Part, Section } from '../app/page.tsx';
import { useOperation, useOperationQuery } from '../app/queries.ts';
import { useTell } from '../app/tell.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { Contacts } from './contacts.tsx';
import { Ownership } from './ownership.tsx';
import { organizationQuery } from './queries.ts';
import { identityTexts } from './texts.ts';
import './identity.css';

const route = getRouteApi('/frame/organization');

export function OrganizationPage() {
  const t = useText(identityTexts);
  const { asOf } = route.useSearch();
  const navigate = route.useNavigate();
  const organization = useOperationQuery(organizationQuery);
  return (
    <Page
      title={t('organization')}
      lead={
        <span className="lead-row">
          <span className="mono">{organization.id}</span>
          <span className="mono">{`@${organization.alias}`}</span>
          <span>{t('ownedBy', { name: organization.owner.name })}</span>
        </span>
      }
    >
      <Settings organization={organization} />
      <Part title={t('contacts')}>
        <Contacts
          asOf={asOf}
          onAsOf={(instant) => void navigate({ search: instant === undefined ? {} : { asOf: instant } })}
        />
      </Part>
      <Ownership organization={organization} />
    </Page>
  );
}

function Settings({ organization }: { readonly organization: OrganizationView }) {
  const t = useText(identityTexts);
  const app = useText(appTexts);
  const tell = useTell();
  const { run, isRunning } = useOperation(organizationUpdate);
  const [name, setName] = useState(organization.name);
  const [timeZone, setTimeZone] = useState(organization.timeZone);
  const [mayBeReference, setMayBeReference] = useState(organization.mayBeReference);
  const zones = Intl.supportedValuesOf('timeZone');
  return (
    <Section title={t('settings')}>
      <div className="form-rows">
        <div className="two-columns">
          <Field label={t('organizationName')}>
            {(ids) => <Input {...ids} maxLength={100} value={name} onChange={({ target }) => setName(target.value)} />}
          </Field>
          <Field label={t('timeZone')} hint={t('timeZoneHint')}>
            {(ids) => (
              <Select<string>
                {...ids}
                showSearch
                value={timeZone}
                onChange={setTimeZone}
                options={(zones.includes(timeZone) ? zones : [timeZone, ...zones]).map((zone) => ({ value: zone }))}
              />
            )}
          </Field>
        </div>
        <label className="switch-label">
          <Switch checked={mayBeReference} onChange={setMayBeReference} />
          {t('mayBeReference')}
        </label>
        <div>
          <ActionButton
            act={actOf(organizationUpdate)}
            loading={isRunning}
            onClick={() =>
              void run({ body: { name: name.trim(), timeZone, mayBeReference } }).then((saved) => {
                if (saved) tell.done(t('saved'));
              })
            }
          >
            {app('save')}
          </ActionButton>
        </div>
      </div>
    </Section>
  );
}
