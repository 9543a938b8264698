import type { World } from './world.ts';

/** code, label, English label, how often (relative). What a code means to the business stands beside it where it matters. */
type Entry = readonly [code: string, label: string, english: string, weight: number];

// prettier-ignore
export const INDUSTRIES: readonly Entry[] = [
  ['MFG', '制造业', 'Manufacturing', 24], ['RETAIL', '零售批发', 'Retail & wholesale', 20], ['FOOD', '餐饮酒店', 'Food & hospitality', 13],
  ['IT', '互联网与软件', 'Internet & software', 14], ['LOGI', '物流供应链', 'Logistics', 9], ['HEALTH', '医疗健康', 'Healthcare', 7],
  ['EDU', '教育培训', 'Education', 5], ['BUILD', '建筑地产', 'Construction', 6], ['FIN', '金融与商务服务', 'Finance & services', 4],
];

// prettier-ignore
export const SCALES_OF_COMPANY: readonly Entry[] = [
  ['XS', '1–19人', '1–19', 38], ['S', '20–99人', '20–99', 34], ['M', '100–499人', '100–499', 19], ['L', '500–1999人', '500–1,999', 7], ['XL', '2000人以上', '2,000+', 2],
];

/** `quality` multiplies the chance that a lead becomes a deal and that a deal is won. */
// prettier-ignore
export const SOURCES: readonly (readonly [code: string, label: string, english: string, weight: number, quality: number])[] = [
  ['BAIDU', '百度推广', 'Search ads', 24, 0.8], ['DOUYIN', '抖音', 'Douyin', 17, 0.5], ['WECHAT', '微信公众号', 'WeChat', 13, 1.05],
  ['WEB', '官网注册', 'Website', 13, 1.2], ['REFER', '老客户转介绍', 'Referral', 8, 2.1], ['EXPO', '展会活动', 'Trade fair', 9, 1.15],
  ['COLD', '陌拜与电话开发', 'Cold outreach', 9, 0.65], ['PARTNER', '渠道伙伴', 'Partner', 5, 1.5], ['LIST', '名单导入', 'Purchased list', 2, 0.3],
];

// prettier-ignore
export const LEAD_INVALID: readonly Entry[] = [
  ['EMPTY', '空号', 'empty number', 30], ['WRONG', '错号', 'wrong number', 22], ['EXIST', '已是客户', 'already a customer', 14],
  ['OFFTGT', '非目标客户', 'not a target', 24], ['NOINT', '无意向', 'no intent', 10],
];

// prettier-ignore
export const LOST_REASONS: readonly Entry[] = [
  ['PRICE', '价格高', 'Price', 30], ['RIVAL', '选择竞品', 'Chose a competitor', 24], ['BUDGET', '预算取消', 'Budget cut', 16],
  ['FUNC', '功能不满足', 'Missing features', 12], ['DELAY', '项目搁置', 'Postponed', 10], ['SILENT', '失联', 'Gone silent', 8],
];

// prettier-ignore
export const COMPETITORS: readonly Entry[] = [
  ['YUNFAN', '云帆软件', 'Yunfan', 35], ['JINDIE', '金蝶翼', 'Jindieyi', 25], ['BOLT', 'Boltworks', 'Boltworks', 15], ['ZHIHUI', '智汇通', 'Zhihuitong', 25],
];

// prettier-ignore
const SMALL: Readonly<Record<string, readonly Entry[]>> = {
  acc_grade: [['A', 'A 重点', 'A key', 8], ['B', 'B 优质', 'B good', 22], ['C', 'C 普通', 'C ordinary', 45], ['D', 'D 观察', 'D watch', 25]],
  sale_channel: [['DIRECT', '直销', 'Direct', 1], ['PARTNER', '渠道', 'Partner', 1], ['ONLINE', '线上商城', 'Online shop', 1], ['MINI', '微信小程序', 'Mini-program', 1]],
  post: [['SALES', '销售代表', 'Sales rep', 1], ['SENIOR', '高级销售', 'Senior rep', 1], ['HEAD_T', '组长', 'Team lead', 1], ['HEAD_D', '区域经理', 'District manager', 1], ['HEAD_C', '城市经理', 'City manager', 1], ['HEAD_R', '大区总监', 'Regional director', 1], ['HEAD_N', '销售副总裁', 'VP sales', 1]],
  role: [['REP', '销售', 'Sales', 1], ['KA', '战略客户经理', 'Key account manager', 1], ['HEAD', '管理者', 'Manager', 1]],
};

export const GRADES: readonly Entry[] = SMALL['acc_grade'] ?? [];

export function writeDictionaries(world: World): void {
  const all: Record<string, readonly (readonly [string, string, string, ...number[]])[]> = {
    industry: INDUSTRIES,
    scale: SCALES_OF_COMPANY,
    source: SOURCES,
    lead_invalid: LEAD_INVALID,
    lost_reason: LOST_REASONS,
    competitor: COMPETITORS,
    ...SMALL,
  };
  for (const [type, entries] of Object.entries(all)) {
    entries.forEach(([code, label, english], index) => {
      world.data.sys_dict.push({
        dict_type: type,
        dict_code: code,
        label,
        label_en: english,
        sort_no: index + 1,
      });
    });
  }
}
