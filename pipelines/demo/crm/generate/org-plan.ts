/** The sales organisation as it stands today, and what happened to it. `reps` sellers sit directly on a unit. */
export interface UnitPlan {
  readonly name: string;
  readonly kind: 'N' | 'R' | 'C' | 'D' | 'T';
  readonly reps: number;
  readonly children: readonly UnitPlan[];
  /** Whose customers it works on: a city of places.ts; inherited by the units below. */
  readonly city?: string;
  /** The district it serves; inherited. */
  readonly district?: string;
  /** The region it belonged to until the reorganisation. */
  readonly cameFrom?: string;
  /** It was made by splitting the (closed) team of this name beside it. */
  readonly splitFrom?: string;
  /** Its name until it was renamed. */
  readonly onceNamed?: string;
  /** 'split' closed when it was split; 'office' an office given up. */
  readonly closed?: 'split' | 'office';
  /** Without any target of its own. */
  readonly untargeted?: true;
}

type Options = Omit<UnitPlan, 'name' | 'kind' | 'reps' | 'children'>;

function unit(
  kind: UnitPlan['kind'],
  name: string,
  reps: number,
  options: Options,
  children: UnitPlan[],
): UnitPlan {
  return { kind, name, reps, ...options, children };
}
const region = (name: string, children: UnitPlan[], reps = 0, options: Options = {}): UnitPlan =>
  unit('R', name, reps, options, children);
const city = (name: string, children: UnitPlan[], reps = 0, options: Options = {}): UnitPlan =>
  unit('C', name, reps, { city: name, ...options }, children);
const district = (name: string, children: UnitPlan[], reps = 0, options: Options = {}): UnitPlan =>
  unit('D', name, reps, { district: name, ...options }, children);
const team = (name: string, reps: number, options: Options = {}): UnitPlan =>
  unit('T', name, reps, options, []);

/** ~330 people, five levels, branches of uneven depth. */
export const FULL_PLAN: UnitPlan = unit('N', '全国', 0, {}, [
  region('华东', [
    city('上海', [
      district('浦东新区', [
        team('张江组', 0, { closed: 'split' }),
        team('张江一组', 6, { splitFrom: '张江组' }),
        team('张江二组', 5, { splitFrom: '张江组' }),
        team('陆家嘴组', 6),
      ]),
      district('徐汇区', [team('徐汇一组', 5), team('徐汇重点客户组', 5, { onceNamed: '徐汇二组' })]),
      district('静安区', [], 6),
    ]),
    city('杭州', [team('西湖组', 6), team('滨江组', 6)]),
    city('南京', [team('南京一组', 5), team('南京二组', 5)]),
    city('苏州', [], 7),
  ]),
  region('华南', [
    city('深圳', [
      district('南山区', [team('科技园组', 6), team('前海组', 5)]),
      district('福田区', [team('福田组', 6)], 2),
      district('宝安区', [], 5),
    ]),
    city('广州', [district('天河区', [team('天河一组', 6), team('天河二组', 5)]), district('越秀区', [], 5)]),
    city('厦门', [team('厦门组', 6)], 0, { cameFrom: '华东' }),
    city('福州', [], 4, { cameFrom: '华东' }),
  ]),
  region('华北', [
    city('北京', [
      district('朝阳区', [team('国贸组', 6), team('望京组', 6)]),
      district('海淀区', [team('中关村组', 6), team('上地组', 5)]),
      district('丰台区', [], 4, { untargeted: true }),
    ]),
    city('天津', [team('天津一组', 5), team('天津二组', 5)]),
    city('济南', [], 4),
    city('青岛', [team('青岛组', 6)]),
    city('沈阳', [], 4, { closed: 'office' }),
  ]),
  region('华中', [
    city('武汉', [district('洪山区', [team('光谷组', 6)]), district('江汉区', [], 5)]),
    city('长沙', [team('长沙一组', 5), team('长沙二组', 5)]),
    city('郑州', [], 5, { cameFrom: '华北' }),
  ]),
  region('西南', [
    city('成都', [district('高新区', [team('天府组', 6), team('软件园组', 5)]), district('锦江区', [], 5)]),
    city('重庆', [team('渝北组', 5), team('江北组', 5)]),
    city('昆明', [], 3, { untargeted: true }),
  ]),
  region('西北', [city('西安', [district('雁塔区', [team('高新组', 5)]), district('碑林区', [], 4)])], 1, {
    city: '西安',
  }),
  region('战略客户部', [], 8, { city: '北京' }),
  region('International', [team('Singapore', 5, { city: 'Singapore' })], 3, { city: 'Hong Kong' }),
]);

/** The same shape and stories with about thirty people, for tests. */
export const TINY_PLAN: UnitPlan = unit('N', '全国', 0, {}, [
  region('华东', [
    city('上海', [
      district('浦东新区', [
        team('张江组', 0, { closed: 'split' }),
        team('张江一组', 2, { splitFrom: '张江组' }),
        team('张江二组', 2, { splitFrom: '张江组' }),
      ]),
      district('静安区', [], 2),
    ]),
  ]),
  region('华南', [city('深圳', [team('前海组', 2)]), city('厦门', [], 2, { cameFrom: '华东' })]),
  region('华北', [city('北京', [], 2, { untargeted: true }), city('沈阳', [], 2, { closed: 'office' })]),
  region('西南', [city('成都', [], 2)], 1, { city: '成都' }),
  region('International', [], 2, { city: 'Singapore' }),
]);
