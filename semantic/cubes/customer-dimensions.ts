import { column, lookup, type Dimension } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS } from '../declare/place.ts';

const campaign = lookup('dim_customer', 'customer_key', 'campaign_id');

/** The merged customer's attributes, and how it first came: the same on every view of customers. */
export const WHOLE_CUSTOMER_DIMENSIONS: readonly Dimension[] = [
  ...CUSTOMER_DIMENSIONS,
  column(
    'customer_level',
    'string',
    ['Grade in the CRM', 'CRM 客户等级'],
    lookup('dim_customer', 'customer_key', 'level'),
    { needs: ['customer.level'] },
  ),
  column('source', 'string', ['First source', '首次来源'], lookup('dim_customer', 'customer_key', 'source'), {
    needs: ['customer.source'],
    description: ['Of the oldest registration of the customer.', '客户最早登记时的来源。'],
  }),
  column(
    'campaign',
    'string',
    ['First campaign', '首次市场活动'],
    `(select found.name from star.dim_campaign as found where found.campaign_id = ${campaign})`,
    { needs: ['customer.campaign_id'] },
  ),
];

/** How the customer is reached, for those from whom `auth.hide` and `auth.mask` do not keep it. */
export const CONTACT_DIMENSIONS: readonly Dimension[] = [
  column(
    'customer_phone',
    'string',
    ['Phone of the customer', '客户电话'],
    lookup('dim_customer', 'customer_key', 'phone'),
    { needs: ['customer.phone'] },
  ),
  column(
    'customer_address',
    'string',
    ['Address of the customer', '客户地址'],
    lookup('dim_customer', 'customer_key', 'address'),
    { needs: ['customer.address'] },
  ),
];

/** The group of frequency and ticket, under the name given. */
export function quadrant(name: string, title: readonly [string, string]): Dimension {
  return column(name, 'string', title, undefined, {
    needs: ['order'],
    description: [
      'Over 365 days, against frozen borders: A never paid, B low frequency and ticket, C high frequency, D high ticket, E both high, dormant (paid before only). Null before the borders are known.',
      '近 365 天,按固定界线:A 潜在(从未付款)· B 低频低额 · C 高频低额 · D 低频高额 · E 高频高额 · dormant 沉睡(此前付过款)。界线未定时为空。',
    ],
  });
}
