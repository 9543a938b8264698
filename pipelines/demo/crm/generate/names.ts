import type { Random } from './random.ts';

const SURNAMES =
  '王王王李李李张张张刘刘陈陈陈杨杨黄赵周周吴吴徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺顾毛郝龚邵万覃武钱戴严莫孔向汤';
const GIVEN_FIRST = '子雨思梓一俊明晓志文嘉欣佳宇浩建海国春雪晨静梦诗泽天家永立金秀玉丽美红艳雅慧';
const GIVEN_LAST =
  '轩涵怡杰豪伟强磊洋勇军敏静丽艳娟霞燕玲芳娜琳颖婷萍辉斌波鹏飞超涛刚华亮平峰宁欣雯瑶琪然晴航睿哲';
const ENGLISH_FIRST = 'Amelia Aaron Bella Benjamin Chloe Daniel Emily Ethan Grace Hannah Ivan Jasmine Jason Kelvin Leah Marcus Natalie Oliver Priya Rachel Ryan Samuel Sophia Terence Vivian Wei-Ling Zachary Arjun Mei Nicholas'.split(' '); // prettier-ignore
const ENGLISH_LAST = 'Tan Lim Lee Ng Wong Chan Koh Teo Goh Chua Kumar Fraser Hughes Patel Morgan Walsh Campbell Rahman Santos Reid'.split(' '); // prettier-ignore

const BRAND_FIRST = '华中天宏博盛恒泰金鑫瑞嘉佳明远启创汇联众德信诚安康智云海星凯利通达万正新亚东方卓越';
const BRAND_LAST = '源达泰丰盛隆昌茂科航宇辉腾驰捷优特美佳好邦迈凡诺维思赛奥润林峰川江和顺成铭图岳';
const TRADES: Readonly<Record<string, readonly string[]>> = {
  MFG: ['机械制造', '精密仪器', '电子科技', '汽车零部件', '新材料'],
  RETAIL: ['商贸', '超市连锁', '百货', '电子商务'],
  FOOD: ['餐饮管理', '食品', '酒店管理'],
  IT: ['信息技术', '网络科技', '软件', '智能科技'],
  LOGI: ['物流', '供应链管理', '国际货运'],
  HEALTH: ['医疗器械', '医药', '健康管理'],
  EDU: ['教育科技', '文化传播', '教育咨询'],
  BUILD: ['建筑工程', '装饰工程', '建材'],
  FIN: ['商务服务', '融资租赁', '投资咨询'],
};
const ENGLISH_BRANDS = 'Harbourline Bluepeak Meridian Straitsview Kestrel Oakmoor Lantana Northwind Silverpine Redhill Marina Tembusu Anchor Pacific Summit Orchid Vantage Crescent Halcyon Ironbark'.split(' '); // prettier-ignore
const ENGLISH_TRADES: Readonly<Record<string, string>> = {
  MFG: 'Precision', RETAIL: 'Retail', FOOD: 'Foods', IT: 'Systems', LOGI: 'Logistics', HEALTH: 'Medical', EDU: 'Learning', BUILD: 'Builders', FIN: 'Capital',
}; // prettier-ignore
const STREETS = '人民路 中山路 解放路 建设路 科技路 创新大道 文化路 和平路 长江路 黄河路 新华路 学府路 迎宾大道 滨河路'.split(' '); // prettier-ignore

const chars = (text: string): string[] => [...text];
const surnames = chars(SURNAMES);
const givenFirst = chars(GIVEN_FIRST);
const givenLast = chars(GIVEN_LAST);
const brandFirst = chars(BRAND_FIRST);
const brandLast = chars(BRAND_LAST);

export function isEnglishSpeaking(city: string): boolean {
  return city === 'Singapore' || city === 'Hong Kong';
}

export function personName(random: Random, english: boolean): string {
  if (english) return `${random.pick(ENGLISH_FIRST)} ${random.pick(ENGLISH_LAST)}`;
  const last = random.pick(givenLast);
  return random.pick(surnames) + (random.chance(0.68) ? random.pick(givenFirst) + last : last);
}

export function companyName(random: Random, city: string, industry: string): string {
  if (isEnglishSpeaking(city)) {
    const suffix = city === 'Singapore' ? 'Pte. Ltd.' : 'Limited';
    return `${random.pick(ENGLISH_BRANDS)} ${random.pick(ENGLISH_BRANDS)} ${ENGLISH_TRADES[industry] ?? 'Holdings'} ${suffix}`;
  }
  const brand =
    random.pick(brandFirst) + random.pick(brandLast) + (random.chance(0.35) ? random.pick(brandLast) : '');
  const legal = random.chance(0.12) ? '股份有限公司' : '有限公司';
  return `${city}${brand}${random.pick(TRADES[industry] ?? ['实业'])}${legal}`;
}

export function streetAddress(random: Random): string {
  return `${random.pick(STREETS)}${1 + random.int(880)}号`;
}

const MOBILE_PREFIXES = [
  130, 131, 135, 136, 137, 138, 139, 150, 151, 158, 159, 176, 177, 180, 186, 187, 188, 189,
];

/** A mobile number that nobody else in this world has: the sequence number is folded into it. */
export function mobileNumber(random: Random, sequence: number): string {
  // 7919 and 10^8 share no factor, so different sequence numbers give different endings
  const ending = (sequence * 7919 + 12_345_677) % 100_000_000;
  return `${random.pick(MOBILE_PREFIXES)}${String(ending).padStart(8, '0')}`;
}

const CODE_CHARS = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** In the form of a unified social credit code (18 characters), unique by its sequence number. */
export function creditCode(random: Random, sequence: number): string {
  let middle = '';
  for (let i = 0; i < 3; i++) middle += CODE_CHARS[random.int(CODE_CHARS.length)] ?? '0';
  return `91${310000 + random.int(9000)}MA${String(sequence).padStart(5, '0').slice(-5)}${middle}`;
}
