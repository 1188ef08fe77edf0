// Numbers of a table as bars or a line (echarts, of it only these two): load it with `lazy`, it weighs more than a page. The
// table beside it says the same for who cannot see a picture.
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { Segmented, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { PreviewView } from '@argosy/contract/workloads/operations';
import { Field } from '../app/field.tsx';
import { useText } from '../app/text.ts';
import { useIsDark } from '../app/theme.ts';
import { workloadsTexts } from './texts.ts';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** Drawn by number of the row where a table has no column of names. */
const byRow = -1;
const mostSeriesAtFirst = 3;

export function OutputChart({ preview: { columns, rows, path } }: { readonly preview: PreviewView }) {
  const t = useText(workloadsTexts);
  const isDark = useIsDark();
  const numbers = columns.flatMap(({ kind }, index) => (kind === 'number' ? [index] : []));
  const [form, setForm] = useState<'bar' | 'line'>(columns.some(({ kind }) => kind === 'time') ? 'line' : 'bar');
  const [along, setAlong] = useState(() => columns.findIndex(({ kind }) => kind !== 'number'));
  const [shown, setShown] = useState<readonly number[]>(() => numbers.slice(0, mostSeriesAtFirst));
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (place.current === null) return undefined;
    const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const chart = init(place.current);
    chart.setOption({
      animation: false,
      color: ['--accent', '--warn', '--good', '--bad', '--quiet'].map(colour),
      textStyle: { fontFamily: 'inherit', color: colour('--text') },
      grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
      legend: { top: 0, textStyle: { color: colour('--text') } },
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        backgroundColor: colour('--surface'),
        borderColor: colour('--line'),
        textStyle: { color: colour('--text') },
      },
      xAxis: {
        type: 'category',
        data: rows.map((row, index) => (along === byRow ? String(index + 1) : (row[along] ?? ''))),
        axisLabel: { color: colour('--text-soft') },
        axisLine: { lineStyle: { color: colour('--line') } },
      },
      yAxis: {
        type: 'value',
        axisLabel: { color: colour('--text-soft') },
        splitLine: { lineStyle: { color: colour('--line') } },
      },
      series: shown.map((column) => ({
        type: form,
        name: columns[column]?.name ?? '',
        data: rows.map((row) => (row[column] === null || row[column] === undefined ? null : Number(row[column]))),
      })),
    });
    const resized = new ResizeObserver(() => chart.resize());
    resized.observe(place.current);
    return () => {
      resized.disconnect();
      chart.dispose();
    };
  }, [columns, rows, form, along, shown, isDark]);

  return (
    <>
      <div className="chart-choices">
        <Segmented<'bar' | 'line'>
          aria-label={t('chartForm')}
          value={form}
          onChange={setForm}
          options={[
            { value: 'bar', label: t('bars') },
            { value: 'line', label: t('chartLine') },
          ]}
        />
        <Field label={t('along')}>
          {(ids) => (
            <Select
              {...ids}
              className="filter"
              value={along}
              onChange={setAlong}
              options={[
                { value: byRow, label: t('rowNumber') },
                ...columns.map(({ name }, index) => ({ value: index, label: name })),
              ]}
            />
          )}
        </Field>
        <Field label={t('values')}>
          {(ids) => (
            <Select
              {...ids}
              className="filter wide"
              mode="multiple"
              value={[...shown]}
              onChange={(chosen: readonly number[]) => setShown(chosen)}
              options={numbers.map((index) => ({ value: index, label: columns[index]?.name ?? '' }))}
            />
          )}
        </Field>
      </div>
      <div ref={place} role="img" aria-label={t('chartOf', { name: path })} className="chart" />
    </>
  );
}
