import type { ReactNode } from 'react';
import { classNames } from '../../ui/class-names';

export interface Column {
  id: string;
  head: ReactNode;
  /** Set to the right, in one line. */
  number?: boolean;
  /** Small and grey: remarks. */
  note?: boolean;
}

export interface TableRow {
  id: string;
  /** One for each column; the first names the row. */
  cells: readonly ReactNode[];
  /** Index of a cell that stands out, such as the best. */
  mark?: number | null;
}

export interface DataTableProps {
  /** Spoken name. */
  label: string;
  columns: readonly Column[];
  rows: readonly TableRow[];
}

/** A table that scrolls sideways where it has no room; the region can be scrolled by keyboard. */
export function DataTable({ label, columns, rows }: DataTableProps) {
  const [, ...others] = columns;
  return (
    <div className="table-scroll" role="region" aria-label={label} tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>{columns.map(({ id, head, number }) => <th key={id} scope="col" className={number === true ? 'number' : undefined}>{head}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells, mark }) => (
            <tr key={id}>
              <th scope="row">{cells[0]}</th>
              {others.map((column, i) => (
                <td
                  key={column.id}
                  className={classNames(column.number === true && 'number', column.note === true && 'note')}
                  data-mark={mark === i + 1 ? '' : undefined}
                >
                  {cells[i + 1]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
