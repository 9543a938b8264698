/** Legal forms that say nothing about who a company is. */
const LEGAL_FORMS =
  '股份有限公司|有限责任公司|有限公司|责任公司|股份公司|集团公司|分公司|总公司|公司|集团|' +
  '\\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|plc|pte|pty|gmbh|ag|bv|sa|srl|kk)\\b';

/**
 * What is compared when two records may be one: a phone as its digits, a name without legal form, place and brackets,
 * and the distance of two positions.
 */
export const LIKENESS_MACROS = `
    create or replace macro star.half_width(written) as
      lower(translate(written, '０１２３４５６７８９（）　', '0123456789() '));
    create or replace macro star.phone_digits(phone) as
      regexp_replace(regexp_replace(star.half_width(phone), '[^0-9]', '', 'g'), '^(?:00)?86(1[0-9]{10})$', '\\1');
    -- a masked number, a fragment or one digit over and over is nobody's
    create or replace macro star.plain_phone(phone) as case
      when contains(phone, '*') or length(star.phone_digits(phone)) < 7 then null
      when replace(star.phone_digits(phone), left(star.phone_digits(phone), 1), '') = '' then null
      else star.phone_digits(phone) end;
    create or replace macro star.bare_place(place) as
      regexp_replace(lower(place), '(?:特别行政区|自治区|自治州|新区|省|市|区|县)$', '');
    create or replace macro star.without_place(written, place) as case
      when length(star.bare_place(place)) < 2 then written
      else replace(replace(replace(written, lower(place), ''), star.bare_place(place) || '市', ''),
        star.bare_place(place), '') end;
    create or replace macro star.placeless(written, province, city, district) as
      star.without_place(star.without_place(star.without_place(star.half_width(written), coalesce(province, '')),
        coalesce(city, '')), coalesce(district, ''));
    create or replace macro star.plain_name(written, province, city, district) as nullif(regexp_replace(regexp_replace(
      regexp_replace(star.placeless(written, province, city, district), '\\([^)]*\\)', '', 'g'),
      '${LEGAL_FORMS}', '', 'g'), '[^\\p{L}\\p{N}]', '', 'g'), '');
    -- haversine, metres, on a sphere of radius 6,371,008.8 m (IUGG mean radius); least passes over a null
    create or replace macro star.distance_m(lat, lng, other_lat, other_lng) as
      case when lat is not null and lng is not null and other_lat is not null and other_lng is not null then 2 * 6371008.8 * asin(least(1, sqrt(
        pow(sin(radians(lat - other_lat) / 2), 2)
        + cos(radians(lat)) * cos(radians(other_lat)) * pow(sin(radians(lng - other_lng) / 2), 2)))) end;`;
