import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { openEngineFixture, type EngineFixture } from './engine-fixture.ts';

let crm: EngineFixture;
beforeEach(async () => {
  crm = await openEngineFixture();
});
afterEach(async () => {
  await crm.close();
});

const FILES = {
  'people.csv': 'id,name,unit,desk\n1,Ann,u1,A-1\n2,Bo,u1,B-2\n',
  'units.csv': 'id,name,parent,cost_centre\nr,Root,,1\nu1,North,r,4711\n',
  'customers.csv':
    'id,name,taxno,tier,since\nc1,Acme,T1,gold,2020-01-01\nc2,Acme again,T1,silver,2024-01-01\nc3,Beta,T3,,2021-01-01\n',
  'identities.csv': 'customer,kind,hash\nc1,tax_no,h1\nc2,tax_no,h1\n',
  'products.csv': 'id,name,colour\np1,Pump,red\np2,Valve,blue\n',
  'stages.csv': 'id,name,rank,kind,gate\nnew,New,1,open,G1\nwon,Won,2,won,G9\n',
  'deals.csv': `id,customer,owner,stage,amount,created,closed,region,seats,weight,fee,cur,signed,born
1,c1,1,won,100,2026-03-01,2026-03-05,east,10,1.5,7.00,CNY,true,2026-03-01T20:00:00Z
2,c2,2,won,200,2026-03-02,2026-03-06,west,20,2.25,1.50,USD,false,2026-03-02T01:00:00Z
3,c3,2,new,300,2026-03-03,,east,40,,,CNY,,
`,
  'credits.csv': 'type,record,employee,share\nopportunity,1,2,0.3\n',
  'orders.csv':
    'id,customer,owner,ordered,status,amount,region,parcels\no1,c1,1,2026-03-07,paid,50,north,3\no2,c3,2,2026-03-08,paid,60,north,4\n',
  'lines.csv': 'id,order,product,quantity,price,amount,batch\nl1,o1,p1,1,20,20,x\nl2,o1,p2,1,30,30,y\n',
  'leads.csv':
    'id,created,status,owner,region,budget_people\n1,2026-03-01,new,1,south,5\n2,2026-03-02,contacted,2,east,6\n',
  'calls.csv': 'id,type,owner,at,mood,pages\n1,call,1,2026-03-02,good,2\n2,call,2,2026-03-03,bad,3\n',
  'rates.csv': 'day,currency,rate\n2026-02-28,USD,7\n',
};

const text = (en: string, zh: string): string => `{ type: text, title: { en: ${en}, zh: ${zh} } }`;
const sum = (type: string): string => `{ type: ${type}, as: measure }`;

const MAPPING = `
      org_unit: { from: units.csv, key: id, columns: { name: name, parent_id: parent }, extra: { cost_centre: { type: integer } } }
      employee: { from: people.csv, key: id, columns: { name: name, org_unit_id: unit }, extra: { desk: { type: text } } }
      customer: { from: customers.csv, key: id, columns: { name: name, created_at: since }, extra: { tier: ${text('Tier', '等级')} } }
      identity: { from: identities.csv, columns: { customer_id: customer, kind: kind, value_hash: hash } }
      product: { from: products.csv, key: id, columns: { name: name }, extra: { colour: { type: text } } }
      pipeline_stage: { from: stages.csv, key: id, columns: { pipeline: { value: p }, name: name, rank: rank, kind: kind }, extra: { gate: { type: text } } }
      opportunity:
        from: deals.csv
        key: id
        columns: { customer_id: customer, owner_id: owner, pipeline: { value: p }, stage_id: stage, amount: amount, created_at: created, closed_at: closed, currency: cur }
        extra:
          region: ${text('Region', '区域')}
          signed: { type: boolean }
          born: { type: instant }
          seats: { type: integer, as: measure, title: { en: Seats, zh: 席位 } }
          weight: ${sum('decimal')}
          fee: ${sum('money')}
      credit: { from: credits.csv, columns: { record_type: type, record_id: record, employee_id: employee, share: share } }
      order:
        from: orders.csv
        key: id
        columns: { customer_id: customer, owner_id: owner, ordered_at: ordered, status: status, amount: amount }
        extra: { region: { type: text }, parcels: ${sum('integer')} }
      order_line: { from: lines.csv, key: id, columns: { order_id: order, product_id: product, quantity: quantity, unit_price: price, amount: amount }, extra: { batch: { type: text } } }
      lead: { from: leads.csv, key: id, columns: { created_at: created, status: status, owner_id: owner }, extra: { region: { type: text }, budget_people: ${sum('integer')} } }
      activity: { from: calls.csv, key: id, columns: { type: type, owner_id: owner, at: at }, extra: { mood: { type: text }, pages: ${sum('integer')} } }
      fx_rate: { from: rates.csv, columns: { on: day, currency: currency, rate: rate } }
`;

function yaml(mapping: string): string {
  return `warehouse: ./t.duckdb
calendar: { timezone: Asia/Shanghai, as_of: 2026-03-20 }
fx: { max_age_days: 60 }
sources:
  crm:
    kind: files
    entities:${mapping}`;
}

async function start(): Promise<void> {
  for (const [name, content] of Object.entries(FILES)) crm.write(name, content);
  await crm.configure(yaml(MAPPING));
  await crm.sync();
}

/** A figure by a dimension, as \`value: figure\`. */
async function by(dimension: string, measure: string): Promise<Record<string, string>> {
  const found = await crm.ask({ dimensions: [dimension], measures: [measure] });
  return Object.fromEntries(
    found
      .filter((row) => row[measure] !== null && Number(row[measure]) !== 0)
      .map((row) => [String(row[dimension]), String(Number(row[measure]))]),
  );
}

/** The same from the source's own file. */
async function inFile(file: string, select: string): Promise<Record<string, string>> {
  const found = await crm.sql(
    `select * from (${select.replace('FILE', `read_csv('${path.join(crm.dir, file)}')`)}) as answer (name, figure)`,
  );
  return Object.fromEntries(found.map((row) => [String(row['name']), String(Number(row['figure']))]));
}

const WON_BY_REGION =
  "select region, sum(amount * if(cur = 'USD', 7, 1)) from FILE where stage = 'won' group by 1";

test('each extra column is a dimension or a sum of its entity’s views, and equals the source', async () => {
  await start();
  expect(await by('sales.region', 'sales.won_amount')).toEqual(await inFile('deals.csv', WON_BY_REGION));
  // an order's own region, in the same dimension
  expect(await by('sales.region', 'sales.revenue')).toEqual({ north: '110' });
  expect(await by('sales.line_batch', 'sales.revenue')).toEqual({ x: '20', y: '30', null: '60' });
  expect(await by('sales.signed', 'sales.won_count')).toEqual({ true: '1', false: '1' });
  expect(await by('sales.born', 'sales.won_count')).toEqual({
    // 20:00 UTC is four in the morning in Shanghai
    '2026-03-02T04:00:00.000': '1',
    '2026-03-02T09:00:00.000': '1',
  });
  // c1 and c2 are one customer: the oldest speaks
  expect(await by('sales.customer_tier', 'sales.won_count')).toEqual({ gold: '2' });
  expect(await by('sales.product_colour', 'sales.revenue')).toEqual({ red: '20', blue: '30', null: '60' });
  expect(await by('sales.stage_gate', 'sales.created_count')).toEqual({ G1: '1', G9: '2' });
  expect(await by('sales.owner_desk', 'sales.won_amount')).toEqual({ 'A-1': '70', 'B-2': '1430' });
  expect(await by('sales.org_cost_centre', 'sales.won_count')).toEqual({ '4711': '2' });
  expect(await by('people.desk', 'people.count')).toEqual({ 'A-1': '1', 'B-2': '1' });
  expect(await by('org_units.cost_centre', 'org_units.count')).toEqual({ 1: '1', 4711: '1', null: '1' });
  expect(await by('leads.region', 'leads.lead_count')).toEqual({ south: '1', east: '1' });
  expect(await by('activities.mood', 'activities.call_count')).toEqual({ good: '1', bad: '1' });
  const ofPipeline = { member: 'funnel.pipeline', operator: 'equals' as const, values: ['p'] };
  const cohort = await crm.ask({
    dimensions: ['funnel.region'],
    measures: ['funnel.cohort_count'],
    filters: [ofPipeline],
  });
  expect(Object.fromEntries(cohort.map((row) => [row['funnel.region'], row['funnel.cohort_count']]))).toEqual(
    { east: '2', west: '1' },
  );
});

test('sums count a record once, on its main owner, money in the reporting currency', async () => {
  await start();
  const [all] = await crm.ask({
    measures: ['created_seats', 'won_seats', 'won_weight', 'won_fee', 'parcels'].map((one) => `sales.${one}`),
  });
  expect(Object.values(all ?? {}).map(Number)).toEqual([70, 30, 3.75, 7 + 10.5, 7]);
  expect(await by('sales.owner_id', 'sales.won_seats')).toEqual({ 'crm:1': '10', 'crm:2': '20' });
  expect(await by('leads.owner_id', 'leads.budget_people')).toEqual({ 'crm:1': '5', 'crm:2': '6' });
  expect(await by('activities.mood', 'activities.pages')).toEqual({ good: '2', bad: '3' });
});

test('they are in the list of metrics in both languages, and may be asked like any other', async () => {
  await start();
  const { metrics, dimensions } = await crm.metrics();
  expect(dimensions.find((one) => one.name === 'sales.region')).toEqual({
    name: 'sales.region',
    title: { en: 'Region', zh: '区域' },
    type: 'string',
    mapped: true,
    sensitive: null,
    description: expect.anything() as unknown,
  });
  expect(metrics.find((one) => one.name === 'sales.won_seats')).toMatchObject({
    title: { en: 'Seats, won', zh: '赢单席位' },
    format: 'count',
    mapped: true,
  });
  const filtered = await crm.ask({
    measures: ['sales.won_amount'],
    filters: [{ member: 'sales.region', operator: 'equals', values: ['west'] }],
  });
  expect(filtered).toEqual([{ 'sales.won_amount': '1400.00' }]);
});

test('increments give what a full build gives, also where only an extra column changed', async () => {
  await start();
  const change = async (file: keyof typeof FILES, from: string, to: string): Promise<void> => {
    crm.write(file, FILES[file].replace(from, to));
    const { build } = await crm.sync();
    expect(build?.full, file).toBe(false);
  };
  await change('deals.csv', 'east,10', 'centre,11');
  expect(await by('sales.region', 'sales.won_amount')).toEqual(await inFile('deals.csv', WON_BY_REGION));
  await change('customers.csv', 'gold', 'platinum');
  await change('people.csv', 'A-1', 'C-3');
  await change('units.csv', '4711', '4712');
  await change('leads.csv', 'south,5', 'east,50');
  await change('calls.csv', 'good,2', 'fair,9');
  await change('orders.csv', 'north,3', 'west,30');
  await change('lines.csv', '20,x', '20,z');
  await change('products.csv', 'red', 'green');
  await change('stages.csv', 'G9', 'G8');
  expect(await by('sales.customer_tier', 'sales.won_count')).toEqual({ platinum: '2' });
  expect(await by('sales.owner_desk', 'sales.won_count')).toEqual({ 'C-3': '1', 'B-2': '1' });
  expect(await by('leads.region', 'leads.budget_people')).toEqual({ east: '56' });
  expect(await crm.fullBuildDiffers()).toEqual([]);
});

test('a column that the mapping gains or loses is gained or lost by itself', async () => {
  await start();
  await crm.configure(
    yaml(MAPPING.replace('region: { type: text }, parcels', 'hall: { type: text, column: region }, parcels')),
  );
  expect((await crm.sync()).build).toMatchObject({ changed: true });
  expect(await by('sales.hall', 'sales.revenue')).toEqual({ north: '110' });
  expect(await by('sales.region', 'sales.revenue')).toEqual({ null: '110' });
  await crm.configure(yaml(MAPPING.replace(/, extra: \{ colour.*?\} \}/, '')));
  await crm.sync();
  await expect(by('sales.product_colour', 'sales.revenue')).rejects.toThrow(
    /There is no sales.product_colour/,
  );
  await crm.configure(yaml(MAPPING));
  await crm.sync();
  expect(await by('sales.product_colour', 'sales.revenue')).toEqual({ red: '20', blue: '30', null: '60' });
  expect(await crm.fullBuildDiffers()).toEqual([]);
});

test('a name that is taken is refused with its line before anything is opened', async () => {
  const refused = async (mapping: string): Promise<string> => {
    try {
      await crm.configure(yaml(`\n${mapping}`));
    } catch (error) {
      if (error instanceof TreelineError)
        return `${error.code} ${error.message.replaceAll(`${crm.dir}/`, '')}`;
      throw error;
    }
    throw new Error('it was taken');
  };
  const order = (extra: string) =>
    `      order: { from: o, key: id, columns: { customer_id: c, ordered_at: o, status: s, amount: a },\n               extra: { ${extra} } }`;
  expect(await refused(order('event: { type: text }'))).toBe(
    'config_invalid treeline.yaml:9: extra column "event" of order would be sales.event, and there is a sales.event already. Give it another name.',
  );
  expect(await refused(order('revenue: { type: money, as: measure }'))).toContain(
    ':9: extra column "revenue"',
  );
  expect(await refused(order('organisation: { type: text }'))).toContain(
    'there is a sales.organisation already',
  );
  expect(await refused(order('line_no: { type: text, as: measure }'))).toBe(
    'config_invalid treeline.yaml:9: "line_no" is text, which does not add up: a measure is integer, decimal, money or double.',
  );
  expect(await refused(order('sql: { type: text }'))).toContain('cannot be called "sql"');
  const product =
    '      product: { from: p, key: id, columns: { name: n }, extra: { size: { type: integer, as: measure } } }';
  expect(await refused(product)).toContain('extra columns of product cannot be measures');
  const both = `${order('region: { type: text }, product_size: { type: text }')}
      contract: { from: c, key: id, columns: { customer_id: c, signed_at: s, amount: a, status: s },\n                  extra: { region: { type: date } } }
      product: { from: p, key: id, columns: { name: n }, extra: { size: { type: integer } } }`;
  expect(await refused(both)).toBe(
    `config_invalid treeline.yaml:11: extra column "region" of contract would be sales.region, and so would "region" of order, which means something else. Give one of them another name.
treeline.yaml:12: extra column "size" of product would be sales.product_size, and so would "product_size" of order, which means something else. Give one of them another name.`,
  );
});

test('a name that is a word of a language serves all the same', async () => {
  for (const [name, content] of Object.entries(FILES)) crm.write(name, content);
  const words = ['class', 'default', 'order', 'year', 'type', 'prototype'];
  const extras = words.map((word) => `          ${word}: { type: text, column: region }`).join('\n');
  await crm.configure(yaml(MAPPING.replace('          signed: { type: boolean }', extras)));
  await crm.sync();
  const expected = await inFile('deals.csv', WON_BY_REGION);
  for (const word of words) expect(await by(`sales.${word}`, 'sales.won_amount'), word).toEqual(expected);
});
