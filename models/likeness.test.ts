import { beforeEach, describe, expect, test } from 'vitest';
import { rows } from '../warehouse/warehouse.ts';
import { createModels } from './models.ts';
import { FIXTURE_SETTINGS, openSourceFixture, type SourceFixture } from './source-fixture.ts';

let source: SourceFixture;

async function built(sql: string): Promise<unknown[]> {
  const models = await createModels({ warehouse: source.warehouse, settings: FIXTURE_SETTINGS });
  await models.build({ asOf: new Date('2026-11-20T04:00:00Z') });
  return source.warehouse.read((connection) => rows(connection, sql));
}

const company = (nth: number, name: string, more: Record<string, string | number> = {}) => ({
  ...{ id: `crm:${String(nth)}`, name, province: '上海市', city: '上海市', district: '徐汇区' },
  ...{ created_at: `2026-01-0${String(nth)} 00:00:00`, ...more },
});

const PAIRS = 'select customer_id, other_customer_id, matched_on from star.customer_likeness order by 1';

beforeEach(async () => {
  source = await openSourceFixture();
});

describe('a customer that was entered before', () => {
  test('bears the same registration number, or the same phone written otherwise', async () => {
    await source.put('customer', [
      company(1, 'A', { registration_no: '91310000MA1K35', phone: '138 0013 8000' }),
      company(2, 'B', { registration_no: '91310000-ma1k35' }),
      company(3, 'C', { phone: '+86-13800138000' }),
      company(4, 'D', { phone: '138****8000' }),
      company(5, 'E', { phone: '00000000000' }),
      company(6, 'F', { phone: '00000000000' }),
    ]);
    expect(await built(PAIRS)).toEqual([
      { customer_id: 'crm:2', other_customer_id: 'crm:1', matched_on: 'registration_no' },
      { customer_id: 'crm:3', other_customer_id: 'crm:1', matched_on: 'phone' },
    ]);
  });

  test('has the same name but for legal form and place, within 100 metres', async () => {
    await source.put('customer', [
      company(1, '上海鑫源机械制造有限公司', { lat: 31.2, lng: 121.4 }),
      // 89 m further north, then 111 m
      company(2, '鑫源机械制造(上海)股份有限公司', { lat: 31.2008, lng: 121.4 }),
      company(3, '鑫源机械制造', { lat: 31.199, lng: 121.4 }),
      company(4, '鑫源机械', { lat: 31.2, lng: 121.4 }),
    ]);
    expect(await built(PAIRS)).toEqual([
      { customer_id: 'crm:2', other_customer_id: 'crm:1', matched_on: 'name_place' },
    ]);
  });

  test('without a position has the same address', async () => {
    await source.put('customer', [
      company(1, 'Kestrel Foods Pte. Ltd.', { address: '上海市徐汇区人民路12号' }),
      company(2, 'KESTREL FOODS Limited', { address: '徐汇区 人民路12号' }),
      company(3, 'Kestrel Foods', { address: '徐汇区人民路13号' }),
    ]);
    expect(await built(PAIRS)).toEqual([
      { customer_id: 'crm:2', other_customer_id: 'crm:1', matched_on: 'name_place' },
    ]);
  });
});

const order = (nth: number, customer: number, day: string, more: Record<string, string> = {}) => ({
  ...{ id: `crm:${String(nth)}`, customer_id: `crm:${String(customer)}`, ordered_at: `${day} 04:00:00` },
  ...{ status: 'paid', amount: '10', ...more },
});

describe('a new customer is suspected', () => {
  test('who looks like an old buyer, and whose order comes from an employee', async () => {
    await source.put('employee', [{ id: 'crm:1', name: '王芳', phone: '13900000001' }]);
    await source.put('customer', [
      company(1, 'A', { phone: '13800138000' }),
      company(2, 'B', { phone: '13800138000' }),
      company(3, 'C'),
      company(4, 'D'),
    ]);
    await source.put('activity', [
      { id: 'crm:1', type: 'visit', owner_id: 'crm:1', at: '2026-01-05 02:00:00', device_id: 'phone-7' },
    ]);
    await source.put('order', [
      order(1, 1, '2026-01-01'),
      order(2, 2, '2026-02-01'),
      order(3, 3, '2026-02-01', { phone: '+86 139 0000 0001' }),
      order(4, 4, '2026-02-01', { device_id: 'phone-7' }),
    ]);
    expect(await built('select * from star.suspect_customer order by 1')).toEqual([
      { customer_key: 'crm:2', is_duplicate: true, is_reregistered: true, is_self_order: false },
      { customer_key: 'crm:3', is_duplicate: false, is_reregistered: false, is_self_order: true },
      { customer_key: 'crm:4', is_duplicate: false, is_reregistered: false, is_self_order: true },
    ]);
    expect(await built('select order_id, employee_id, matched_on from star.self_order order by 1')).toEqual([
      { order_id: 'crm:3', employee_id: 'crm:1', matched_on: 'phone' },
      { order_id: 'crm:4', employee_id: 'crm:1', matched_on: 'device' },
    ]);
  });

  test('shares a phone with a stranger, and the suspicion does not give the number away', async () => {
    await source.put('customer', [company(1, 'A'), company(2, 'B')]);
    await source.put('order', [
      order(1, 1, '2026-02-01', { phone: '139 0000 0001' }),
      order(2, 2, '2026-02-02', { phone: '13900000001' }),
    ]);
    const told = `count(*)::integer as rows, count(distinct suspicion_id)::integer as suspicions,
      bool_or(suspicion_id = md5('shared_phone|' || md5('13900000001'))) as is_number`;
    expect(await built(`select ${told} from star.fct_suspicion where kind = 'shared_phone'`)).toEqual([
      { rows: 2, suspicions: 1, is_number: false },
    ]);
  });
});
