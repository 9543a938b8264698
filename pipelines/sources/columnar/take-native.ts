import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { quoteText } from '../../../warehouse/sql-text.ts';
import type { Intake, StraightWay } from '../../sync/intake.ts';
import type { StageRun } from '../../sync/stage.ts';
import { relationOf, type TakeChunk } from '../staged-table.ts';
import type { NativeChunk } from './native-chunks.ts';
import type { WireColumn } from './wire.ts';

/** Takes in native chunks, the straight way; what they hand out as texts takes the long one. */
export function takeNativeChunk(
  stage: StageRun,
  wire: readonly WireColumn[],
  intake: Intake,
  straight: StraightWay,
): TakeChunk<NativeChunk> {
  const columns = [...wire.map(({ name }) => ({ name, read: null })), { name: '_watermark', read: null }];
  return async ({ file, rows, texts }) => {
    if (rows > 0) await straight.takeNative(`select * from read_parquet(${quoteText(file)})`, wire, rows);
    if (texts.length > 0) {
      const csv = stringify(
        texts.map((row) => [...row, null]),
        { quoted_string: true },
      );
      const beside = path.join(stage.dir, 'texts.csv');
      await writeFile(beside, csv, { mode: 0o600 });
      const chunk = { file: beside, bytes: Buffer.byteLength(csv), rows: texts.length };
      const relation = relationOf({ ...chunk, isSimple: false, mayHoldNul: false }, columns, null);
      await stage.connection.run(intake.insertSql(relation));
    }
    return rows + texts.length;
  };
}
