import { dayOf, instantAt, monthStart, weekdayOf } from './china-time.ts';
import { writeDictionaries } from './dictionaries.ts';
import { CITIES } from './places.ts';
import type { Random } from './random.ts';
import type { Row } from './tables.ts';
import type { World } from './world.ts';

export interface Stage {
  readonly code: string;
  readonly percent: number;
}

/** The open stages of each pipeline, in order. */
export const OPEN_STAGES: Readonly<Record<'NEW' | 'ADD', readonly Stage[]>> = {
  NEW: [
    { code: 'S1', percent: 10 },
    { code: 'S2', percent: 25 },
    { code: 'S3', percent: 45 },
    { code: 'S4', percent: 65 },
    { code: 'S5', percent: 85 },
  ],
  ADD: [
    { code: 'A1', percent: 40 },
    { code: 'A2', percent: 60 },
    { code: 'A3', percent: 85 },
  ],
};

const STAGE_NAMES: Readonly<Record<string, string>> = {
  S1: '初步接洽', S2: '需求确认', S3: '方案演示', S4: '商务报价', S5: '合同谈判', A1: '续约提醒', A2: '方案报价', A3: '签约确认',
}; // prettier-ignore

const CLOSED_STAGES = [
  ['WON', '赢单', 100, 'W'],
  ['LOST', '丢单', 0, 'L'],
  ['INVALID', '无效商机', 0, 'X'],
  ['REPEAT', '重复商机', 0, 'D'],
] as const;

/** category, name, list price, unit cost, how often it leads a deal */
const PRODUCTS = [
  ['核心系统', '云ERP 专业版', 88_000, 17_600, 15],
  ['核心系统', '云ERP 标准版', 29_800, 6_000, 24],
  ['核心系统', '进销存', 12_800, 2_600, 18],
  ['行业方案', '门店零售方案', 46_000, 11_500, 12],
  ['行业方案', '智能制造 MES', 168_000, 50_400, 6],
  ['数据智能', '经营分析平台', 128_000, 25_600, 6],
  ['数据智能', '客户服务机器人', 24_000, 4_800, 8],
  ['服务', '实施服务包', 50_000, 27_500, 5],
  ['服务', '培训服务', 9_800, 3_900, 3],
  ['硬件', '智能终端 POS', 3_200, 2_240, 3],
] as const;

export interface Product {
  readonly row: Row<'prod'>;
  readonly weight: number;
}

export interface Catalogue {
  readonly products: readonly Product[];
  readonly product: (name: string) => Product;
  readonly campaigns: readonly Row<'campaign'>[];
  /** CNY for one US dollar on a day, weekends carried over. */
  readonly usdOn: (day: number) => number;
  readonly campaignFor: (random: Random, source: string, day: number) => number | null;
}

const CAMPAIGN_CHANNEL: Readonly<Record<string, string>> = {
  BAIDU: 'search', DOUYIN: 'social', WECHAT: 'wechat', EXPO: 'event', PARTNER: 'partner', WEB: 'email',
}; // prettier-ignore
const CAMPAIGN_TITLE: Readonly<Record<string, string>> = {
  search: '搜索投放', social: '短视频获客', wechat: '公众号私域', event: '行业展会', partner: '伙伴联合推广', email: '官网内容营销',
}; // prettier-ignore

export function buildCatalogue(world: World): Catalogue {
  const random = world.random('catalogue');
  const before = instantAt(world.firstDay - 400, 600);
  writeDictionaries(world);
  writeStages(world, before);
  writeRegions(world);
  writePoolRules(world, before);

  const categories = [...new Set(PRODUCTS.map(([category]) => category))];
  for (const [index, category_name] of categories.entries()) {
    world.data.prod_category.push({ id: index + 1, category_name });
  }
  const products = PRODUCTS.map(([category, prod_name, list_price, unit_cost, weight], index) => {
    const row = { id: index + 1, category_id: categories.indexOf(category) + 1, prod_name, list_price, unit_cost, is_on_sale: true, updated_at: before }; // prettier-ignore
    world.data.prod.push(row);
    return { row, weight };
  });
  const campaigns = writeCampaigns(world, random);
  const rates = writeRates(world, random);
  return {
    products,
    product(name) {
      const found = products.find((one) => one.row.prod_name === name);
      if (found === undefined) throw new Error(`no product ${name}`);
      return found;
    },
    campaigns,
    usdOn(day) {
      for (let back = 0; back < 5; back++) {
        const rate = rates.get(day - back);
        if (rate !== undefined) return rate;
      }
      return 7.1;
    },
    campaignFor(chance, source, day) {
      const channel = CAMPAIGN_CHANNEL[source];
      const running = campaigns.filter((one) => one.channel_code === channel && one.start_date <= day && day <= (one.end_date ?? day)); // prettier-ignore
      return running.length > 0 && chance.chance(0.85) ? chance.pick(running).id : null;
    },
  };
}

function writeStages(world: World, updated_at: number): void {
  for (const pipeline of ['NEW', 'ADD'] as const) {
    const open = OPEN_STAGES[pipeline];
    const rows = [
      ...open.map((stage) => [stage.code, STAGE_NAMES[stage.code] ?? '', stage.percent, 'O'] as const),
      ...CLOSED_STAGES,
    ];
    rows.forEach(([stage_code, stage_name, win_percent, stage_kind], index) => {
      const seq_no = (index + 1) * 10;
      world.data.biz_stage.push({ pipeline_code: pipeline, stage_code, stage_name, seq_no, win_percent, stage_kind, updated_at }); // prettier-ignore
    });
  }
}

function writeRegions(world: World): void {
  for (const { province, city, lat, lng, districts } of CITIES) {
    for (const [district, y, x] of [[null, lat, lng] as const, ...districts]) {
      world.data.sys_region.push({
        id: world.data.sys_region.length + 1,
        province,
        city,
        district,
        lat: y,
        lng: x,
      });
    }
  }
}

function writePoolRules(world: World, updated_at: number): void {
  const rule = { daily_claim_limit: 10, extend_days: 3, max_hold_days: 60, lock_days: 7, eff_date: null, dept_id: null, updated_at }; // prettier-ignore
  world.data.pool_rule.push(
    { id: 1, obj_type: 'L', capacity: 200, hold_days: 15, drop_basis: '未跟进', ...rule },
    { id: 2, obj_type: 'A', capacity: 120, hold_days: 90, drop_basis: '未成交', ...rule, max_hold_days: 180 },
  );
}

/** One campaign per channel and quarter, with what it cost. */
function writeCampaigns(world: World, random: Random): Row<'campaign'>[] {
  for (let start = monthStart(world.firstDay); start <= world.today; start = monthStart(start, 3)) {
    const end = monthStart(start, 3) - 1;
    const quarter = Math.floor(new Date(start * 86_400_000).getUTCMonth() / 3) + 1;
    for (const channel of new Set(Object.values(CAMPAIGN_CHANNEL))) {
      const budget = Math.round(random.lognormal(160_000, 0.5) / 1000) * 1000;
      const elapsed = Math.min(1, (world.today - start + 1) / (end - start + 1));
      world.data.campaign.push({
        id: world.nextId('campaign'),
        campaign_name: `${new Date(start * 86_400_000).getUTCFullYear()}Q${quarter} ${CAMPAIGN_TITLE[channel] ?? channel}`,
        channel_code: channel,
        start_date: start,
        end_date: end,
        budget_amt: budget,
        cost_amt: Math.round(budget * elapsed * random.between(0.8, 1.15)),
        expect_leads: Math.round(budget / 260),
        expect_revenue: budget * 6,
        updated_at: Math.min(world.now, instantAt(Math.min(end, world.today), 500)),
      });
    }
  }
  // a brand campaign that brings no lead: it costs all the same
  const start = monthStart(world.today, -4);
  world.data.campaign.push({
    ...{ id: world.nextId('campaign'), campaign_name: '地铁品牌广告', channel_code: 'outdoor' },
    ...{ start_date: start, end_date: start + 60, budget_amt: 220_000, cost_amt: 208_800 },
    ...{ expect_leads: null, expect_revenue: null, updated_at: instantAt(start, 500) },
  });
  return world.data.campaign;
}

/** A quiet random walk around 7.1, on weekdays: weekends have no rate of their own. */
function writeRates(world: World, random: Random): Map<number, number> {
  const rates = new Map<number, number>();
  let rate = 7.12;
  const last = dayOf(world.now - 10 * 3_600_000);
  for (let day = world.firstDay - 40; day <= last; day++) {
    if (weekdayOf(day) > 5) continue;
    rate += random.normal() * 0.008 + (7.1 - rate) * 0.01;
    const rounded = Math.round(rate * 10_000) / 10_000;
    rates.set(day, rounded);
    const updated_at = instantAt(day, 570);
    world.data.fx.push({ rate_date: day, currency_code: 'USD', rate: rounded, updated_at });
  }
  return rates;
}
