import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { quoteName, quoteText } from '../../../warehouse/sql-text.ts';
import type { Intake, StraightWay } from '../../sync/intake.ts';
import type { StageRun } from '../../sync/stage.ts';
import { relationOf, WATERMARK, type StagedColumn, type TakeChunk } from '../staged-table.ts';
import type { NativeChunk } from './native-files.ts';
import { writtenName, type NativeColumn } from './native-type.ts';

/** Takes in native chunks, the straight way; what they hand out as texts takes the long one. */
export function takeNativeChunk(
  stage: StageRun,
  native: readonly NativeColumn[],
  columns: readonly StagedColumn[],
  intake: Intake,
  straight: StraightWay,
): TakeChunk<NativeChunk> {
  const values = columns.map(({ name, read }) =>
    read === null ? quoteName(name) : `${read(quoteName(name))} as ${quoteName(name)}`,
  );
  const written = native.filter((one) => one.hasWritten).map((one) => quoteName(writtenName(one.name)));
  const selected = [...values, ...written].join(', ');
  const textColumns = [...columns, WATERMARK];
  return async ({ file, rows, texts }) => {
    if (rows > 0) {
      await straight.takeNative(`select ${selected} from read_parquet(${quoteText(file)})`, native, rows);
    }
    if (texts.length > 0) {
      const csv = stringify(
        texts.map((row) => [...row, null]),
        { quoted_string: true },
      );
      const beside = path.join(stage.dir, 'texts.csv');
      await writeFile(beside, csv, { mode: 0o600 });
      const chunk = { file: beside, bytes: Buffer.byteLength(csv), rows: texts.length };
      const relation = relationOf({ ...chunk, isSimple: false, mayHoldNul: false }, textColumns, null);
      await stage.connection.run(intake.insertSql(relation));
    }
    return rows + texts.length;
  };
}
