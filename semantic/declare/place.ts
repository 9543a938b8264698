import { column, lookup, type Dimension } from './member.ts';
import { LEVELS } from './placed-rows.ts';

/** The columns of the place group that each branch of a fact selects. */
export const PLACE = 'owner_id, fallback_org_id, org_then_key, org_then_id, owner_tenure_band';

function unitDimensions(prefix: string, en: string, zh: string): Dimension[] {
  const say = (wordEn: string, wordZh: string): [string, string] => [`${wordEn} (${en})`, `${wordZh}(${zh})`];
  return [
    column(`${prefix}id`, 'string', say('Unit id', '组织编号')),
    column(`${prefix}name`, 'string', say('Organisation', '组织')),
    column(`${prefix}path`, 'string', say('Path of ids', '组织路径'), undefined, {
      description: ['Ids from the root down, such as /1/4/17/.', '自上而下的组织编号,如 /1/4/17/。'],
    }),
    column(`${prefix}depth`, 'number', say('Depth', '层级'), undefined, {
      description: ['The root has depth 1.', '根组织层级为 1。'],
    }),
    column(`${prefix}type`, 'string', say('Type of unit', '组织类型')),
    ...LEVELS.flatMap((level) => [
      column(`${prefix}l${level}_id`, 'string', say(`Level ${level} id`, `第 ${level} 级编号`), undefined, {
        description: [
          `Null where the record hangs above level ${level}: grouped inside a unit of depth ${level - 1}, the null row is its own people.`,
          `记录挂在第 ${level} 级之上时为空:在上一级组织内分组时,空行即该组织的本级(直属)。`,
        ],
      }),
      column(`${prefix}l${level}`, 'string', say(`Level ${level}`, `第 ${level} 级`)),
    ]),
  ];
}

/** Owner and organisation, as is (`org_*`) and as was (`org_then_*`): the same on every view of events. */
export const PLACE_DIMENSIONS: readonly Dimension[] = [
  ...unitDimensions('org_', 'as is', '按现组织'),
  column('org_is_direct', 'boolean', ['Own people (as is)', '本级(直属)(按现组织)'], undefined, {
    description: [
      'The record hangs directly on a unit that also has child units.',
      '记录直接挂在一个还有下级组织的组织上。',
    ],
  }),
  ...unitDimensions('org_then_', 'as was', '按当时组织'),
  column('owner_id', 'string', ['Owner id', '负责人编号']),
  column('owner_name', 'string', ['Owner', '负责人']),
  column('owner_role', 'string', ['Role of the owner', '负责人角色'], undefined, {
    needs: ['employee.role'],
  }),
  column('owner_tenure_band', 'string', ['Tenure', '司龄'], undefined, {
    needs: ['employee.hired_on'],
    description: ["The owner's time in the company on the date.", '负责人在当日的司龄。'],
  }),
];

/** The merged customer's attributes, for rows with a `customer_key`. */
export const CUSTOMER_DIMENSIONS: readonly Dimension[] = [
  column('customer_id', 'string', ['Customer id', '客户编号'], '{CUBE}.customer_key'),
  ...(
    [
      ['customer_name', 'name', 'Customer', '客户', 'customer.name'],
      ['customer_type', 'type', 'Type of customer', '客户类型', 'customer.type'],
      ['customer_industry', 'industry', 'Industry', '行业', 'customer.industry'],
      ['customer_size', 'size', 'Customer size', '客户规模', 'customer.size'],
      ['province', 'province', 'Province', '省份', 'customer.province'],
      ['city', 'city', 'City', '城市', 'customer.city'],
      ['district', 'district', 'District', '区县', 'customer.district'],
    ] as const
  ).map(([name, attribute, en, zh, needs]) =>
    column(name, 'string', [en, zh], lookup('dim_customer', 'customer_key', attribute), { needs: [needs] }),
  ),
];
