import styles from './FigureTable.module.css';

export interface TableData {
  columns: string[];
  /** Cells as they are read; the first names the row. */
  rows: string[][];
}

export function FigureTable({ caption, columns, rows }: TableData & { caption: string }) {
  return (
    // Reachable by keyboard, because it scrolls.
    <div className={styles['scroll']} tabIndex={0} role="group" aria-label={caption}>
      <table className={styles['table']}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], index) => (
            <tr key={`${index} ${name}`}>
              <th scope="row">{name}</th>
              {cells.map((cell, column) => (
                <td key={columns[column + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
