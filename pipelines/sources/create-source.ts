import type { Config, SourceConfig } from '../config/config.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { createFilesSource } from './files.ts';
import { createMysqlSource } from './mysql.ts';
import { createPostgresSource } from './postgres.ts';
import type { Source } from './source.ts';

/** The reader of a configured source. */
export function createSource(source: SourceConfig, config: Config, warehouse: Warehouse): Source {
  switch (source.kind) {
    case 'postgres':
    case 'demo':
      return createPostgresSource(source, config);
    case 'mysql':
      return createMysqlSource(source, config);
    case 'files':
      return createFilesSource(source, warehouse);
  }
}
