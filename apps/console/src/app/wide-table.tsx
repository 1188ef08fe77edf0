// A table that is scrolled sideways where the window is narrow, also by the keyboard: what can be scrolled can be reached.
import { Table, type TableProps } from 'antd';
import { useEffect, useRef } from 'react';

export function WideTable<Row extends object>(props: TableProps<Row>) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const content = place.current?.querySelector('.ant-table-content');
    if (!content?.firstElementChild) return undefined;
    const watch = new ResizeObserver(() => {
      if (content.scrollWidth > content.clientWidth) content.setAttribute('tabindex', '0');
      else content.removeAttribute('tabindex');
    });
    watch.observe(content);
    watch.observe(content.firstElementChild);
    return () => watch.disconnect();
  }, []);
  return (
    <div ref={place}>
      <Table<Row> scroll={{ x: 'max-content' }} {...props} />
    </div>
  );
}
