import type { Logger } from 'pino';
import type { Config } from '../../config/config.ts';
import { createSemantic, type Semantic } from '../../../semantic/semantic.ts';
import { viewerOf } from '../../../server/access/caller.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import { modelSettings } from './settings-of.ts';

/** The semantic layer over the warehouse of this process. Loads Cube, which takes a moment. */
export async function openSemantic(config: Config, warehouse: Warehouse, log: Logger): Promise<Semantic> {
  const { timezone, weekStarts, fiscalYearStart } = modelSettings(config);
  const calendar = { timezone, week_starts: weekStarts, fiscal_year_start: fiscalYearStart };
  return await createSemantic({ warehouse, settings: { calendar }, log, viewerOf });
}
