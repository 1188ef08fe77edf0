// Rows that are all there, shown a page at a time: drawing thousands of them at once would hold the browser up.
import { Pagination } from 'antd';
import { type ComponentProps, useState } from 'react';
import { Table } from './table.tsx';

const rowsOfPage = 50;

export function PagedTable<Row>({ rows, ...props }: ComponentProps<typeof Table<Row>>) {
  const [chosen, setChosen] = useState(1);
  const page = Math.min(chosen, Math.max(1, Math.ceil(rows.length / rowsOfPage)));
  const from = (page - 1) * rowsOfPage;
  return (
    <>
      <Table<Row> {...props} rows={rows.slice(from, from + rowsOfPage)} />
      <Pagination
        hideOnSinglePage
        className="table-pages"
        align="end"
        size="small"
        showSizeChanger={false}
        current={page}
        pageSize={rowsOfPage}
        total={rows.length}
        onChange={setChosen}
      />
    </>
  );
}
