// When a plan runs by itself: as a cron line with a few usual ones to begin with, in which zone its times are meant, and the
// times that come next.
import { Button, Select } from 'antd';
import { schedulePreview } from '@argosy/contract/workloads/operations';
import { type Draft, type DraftPath, problemAt, useSettled, valueAt } from '../app/draft.ts';
import { ChoiceField, TextField } from '../app/draft-fields.tsx';
import { Field } from '../app/field.tsx';
import { Section } from '../app/page.tsx';
import { queryOf } from '../app/queries.ts';
import { sentencesOf } from '../app/tell.tsx';
import { appTexts } from '../app/texts.ts';
import { useText } from '../app/text.ts';
import { useQuery } from '@tanstack/react-query';
import { workloadsTexts } from './texts.ts';
import { usualZone, useZoned } from './zoned.ts';

interface ScheduleFormProps {
  readonly draft: Draft;
  readonly change: (path: DraftPath, value: unknown) => void;
}

const presets = [
  ['everyHour', '0 * * * *'],
  ['everyDay', '0 2 * * *'],
  ['everyWeek', '0 2 * * 1'],
  ['everyMonth', '0 2 1 * *'],
] as const;

export function ScheduleForm({ draft, change }: ScheduleFormProps) {
  const t = useText(workloadsTexts);
  const schedule = valueAt(draft, ['schedule']) as Readonly<Record<string, unknown>> | undefined;
  const at = (name: string) => ({ draft, path: ['schedule', name], change });
  if (typeof schedule !== 'object' || schedule === null)
    return (
      <Section title={t('schedule')}>
        <p className="soft" style={{ marginTop: 0 }}>
          {t('noSchedule')}
        </p>
        <div className="page-actions">
          {presets.map(([word, cron]) => (
            <Button key={word} onClick={() => change(['schedule'], { cron, timeZone: usualZone() })}>
              {t(word)}
            </Button>
          ))}
        </div>
      </Section>
    );
  const cron = typeof schedule['cron'] === 'string' ? schedule['cron'] : '';
  const zone = typeof schedule['timeZone'] === 'string' ? schedule['timeZone'] : defaultZone;
  return (
    <Section
      title={t('schedule')}
      extra={<Button onClick={() => change(['schedule'], undefined)}>{t('removeSchedule')}</Button>}
    >
      <div className="wizard-form">
        <div className="page-actions">
          {presets.map(([word, preset]) => (
            <Button
              key={word}
              size="small"
              type={preset === cron ? 'primary' : 'default'}
              onClick={() => change(['schedule', 'cron'], preset)}
            >
              {t(word)}
            </Button>
          ))}
        </div>
        <div className="wizard-row">
          <TextField {...at('cron')} label={t('cron')} hint={t('cronHint')} isRequired />
          <Field label={t('timeZone')} problem={problemAt(draft, 'schedule', 'timeZone')}>
            {(ids) => (
              <Select
                {...ids}
                showSearch
                value={zone}
                onChange={(chosen) => change(['schedule', 'timeZone'], chosen)}
                options={[...new Set([zone, usualZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])].map(
                  (value) => ({
                    value,
                    label: value,
                  }),
                )}
              />
            )}
          </Field>
        </div>
        <div className="wizard-row">
          <ChoiceField
            {...at('overlap')}
            label={t('overlap')}
            usual="skip"
            options={[
              { value: 'skip', label: t('overlapSkip') },
              { value: 'queue', label: t('overlapQueue') },
              { value: 'allow', label: t('overlapAllow') },
            ]}
          />
          <ChoiceField
            {...at('catchUp')}
            label={t('catchUp')}
            usual="none"
            options={[
              { value: 'none', label: t('catchUpNone') },
              { value: 'last', label: t('catchUpLast') },
              { value: 'all', label: t('catchUpAll') },
            ]}
          />
        </div>
        <NextTimes cron={cron} timeZone={zone} />
      </div>
    </Section>
  );
}

/** What the server takes where a plan says none. */
const defaultZone = 'Asia/Shanghai';

/** As the wall clocks of the zone show them. */
function NextTimes({ cron, timeZone }: { readonly cron: string; readonly timeZone: string }) {
  const t = useText(workloadsTexts);
  const app = useText(appTexts);
  const asked = useSettled(`${cron}\n${timeZone}`).split('\n');
  const [line = '', zone = ''] = asked;
  const { data, error } = useQuery({
    ...queryOf(schedulePreview, { body: { cron: line, timeZone: zone } }),
    enabled: line !== '',
  });
  const zoned = useZoned(zone);
  return (
    <div role="status" className="next-times">
      <h3>{t('nextTimesIn', { zone })}</h3>
      {error !== null && <p className="field-problem">{sentencesOf(error, app).description}</p>}
      {error === null && data?.nextTimes.length === 0 && <p>{t('noNextTimes')}</p>}
      {error === null && (
        <ol>
          {data?.nextTimes.map((instant) => (
            <li key={instant}>
              <time dateTime={instant}>{zoned(instant)}</time>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
