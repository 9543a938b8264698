import { column, lookup, type Dimension } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE, PLACE_DIMENSIONS } from '../declare/place.ts';

/** Columns of a deal that every branch of the pipeline's views selects. */
export const DEAL_COLUMNS = `opportunity_id, opportunity_name, stage_key, pipeline, customer_key, product_id,
    campaign_id, source, deal_size_band, expected_close_date, created_date, amount, ${PLACE}`;

/** Attributes of a deal on a day: stage, amount, owner and expected close as they were then. */
export const DEAL_DIMENSIONS: readonly Dimension[] = [
  column('opportunity_id', 'string', ['Opportunity id', '商机编号']),
  column('opportunity_name', 'string', ['Opportunity', '商机'], undefined, { needs: ['opportunity.name'] }),
  column('pipeline', 'string', ['Pipeline', '销售流程']),
  column('stage', 'string', ['Stage', '阶段'], lookup('dim_stage', 'stage_key', 'name'), {
    description: [
      'The stage on that day; empty where no history tells it.',
      '当日所处阶段;无历史记录时为空。',
    ],
  }),
  column('expected_close', 'date', ['Expected close', '预计成交日'], '{CUBE}.expected_close_date', {
    needs: ['opportunity.expected_close_on'],
    description: ['The expected close as it stood on that day.', '当日所填的预计成交日。'],
  }),
  column('created_on', 'date', ['Created on', '创建日期'], '{CUBE}.created_date'),
  column('product_id', 'string', ['Product id', '产品编号']),
  column('product', 'string', ['Product', '产品'], lookup('dim_product', 'product_id', 'name'), {
    needs: ['product.name'],
  }),
  column(
    'product_category',
    'string',
    ['Product line', '产品线'],
    lookup('dim_product', 'product_id', 'category'),
    { needs: ['product.category'] },
  ),
  column('source', 'string', ['Source', '来源'], undefined, { needs: ['opportunity.source'] }),
  column('campaign', 'string', ['Campaign', '市场活动'], lookup('dim_campaign', 'campaign_id', 'name'), {
    needs: ['campaign.name'],
  }),
  column('deal_size_band', 'string', ['Deal size', '单额区间']),
  ...CUSTOMER_DIMENSIONS,
  ...PLACE_DIMENSIONS,
];
