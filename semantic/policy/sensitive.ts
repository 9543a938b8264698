import type { Dimension, Measure } from '../declare/member.ts';

/** What a company may keep from a role: hidden altogether, or shown masked. */
export const SENSITIVE_KINDS = ['phone', 'address', 'amounts'] as const;
export type SensitiveKind = (typeof SENSITIVE_KINDS)[number];

/** The company's own columns are known by their names. */
const PHONE = /(^|_)(phone|mobile)(_|$)/;
const ADDRESS = /(^|_)(address|lat|lng)(_|$)/;
const AMOUNT = /(^|_)(amount|price|cost|revenue|budget)(_|$)/;

/** Which kind of sensitive value a member shows; null: none. */
export function sensitiveMeasure({ format }: Pick<Measure, 'format'>): SensitiveKind | null {
  return format === 'money' ? 'amounts' : null;
}

export function sensitiveDimension({ name, type, isMoney }: Dimension): SensitiveKind | null {
  if (type !== 'string' && type !== 'number') return null;
  if (PHONE.test(name)) return 'phone';
  if (ADDRESS.test(name)) return 'address';
  return isMoney === true || AMOUNT.test(name) ? 'amounts' : null;
}

/** Follows a member's name where its masked twin is meant; no name of a mapping ends so (extra-problems.ts). */
export const MASKED = '__masked';

/** The member that is asked in place of one that a viewer sees masked. */
export function maskedTwin(dimension: Dimension, kind: SensitiveKind): Dimension {
  return { ...dimension, name: `${dimension.name}${MASKED}`, sql: maskedSql(dimension, kind) };
}

/** The values of a dimension as somebody sees them from whom its kind is kept: amounts and positions not at all. */
export function maskedSql({ sql, type }: Pick<Dimension, 'sql' | 'type'>, kind: SensitiveKind): string {
  if (type !== 'string') return 'null::double';
  if (kind === 'amounts') return 'null::varchar';
  return kind === 'phone' ? maskedPhone(sql) : maskedAddress(sql);
}

/** 138****5678; of other numbers the last two digits. A Chinese country code in front does not count. */
export function maskedPhone(sql: string): string {
  const digits = `regexp_replace(regexp_replace(kept.value, '\\D', '', 'g'), '^(00)?86(1\\d+)$', '\\2')`;
  return `(select case
      when kept.value is null or contains(kept.value, '****') then kept.value
      when length(${digits}) = 11 then left(${digits}, 3) || '****' || right(${digits}, 4)
      when length(${digits}) >= 7 then '****' || right(${digits}, 2)
      else '****' end
    from (select ${sql} as value) as kept)`;
}

/** Province, city and district at the beginning of a Chinese address. */
const DISTRICT = [
  '^([^省区市县\\d]{1,8}?(省|自治区|特别行政区))?',
  '([^市盟区县\\d]{1,10}?(市|自治州|地区|盟))?',
  '([^区县旗市路街道号巷弄\\d]{1,8}(区|县|旗|市))?',
].join('');

/** An address down to its district; of one that does not begin with places nothing. */
export function maskedAddress(sql: string): string {
  return `(select case when kept.value is not null
      then coalesce(nullif(regexp_extract(trim(kept.value), '${DISTRICT}'), ''), '****') end
    from (select ${sql} as value) as kept)`;
}
