import { describe, expect, it } from 'vitest';
import { createFormats } from '../lib/format.ts';
import { byTable, contribution, exactFigure, shownColumns } from './explained-cells.ts';

const formats = createFormats('zh', 'CNY');
const column = (name: string) => ({ name, title: { en: name, zh: name }, type: 'string' as const });

describe('the rows behind a figure', () => {
  it('show names, and ids only where there is no name', () => {
    const names = [
      'sales.record_id',
      'sales.record_name',
      'sales.customer_id',
      'sales.owner_id',
      'sales.owner_name',
    ];
    expect(shownColumns(names.map(column)).map((one) => one.name)).toEqual([
      'sales.record_name',
      'sales.customer_id',
      'sales.owner_name',
    ]);
    expect(shownColumns([column('funnel.record_id')])).toHaveLength(1);
  });

  it('show money to the cent, so that it can be added up', () => {
    expect(exactFigure(formats, 1234567.8, 'money')).toBe('¥1,234,567.80');
    expect(exactFigure(formats, null, 'money')).toBe('—');
    expect(exactFigure(formats, '2026-11-28 14:03:22.000', null)).toBe('2026-11-28 14:03:22');
  });

  it('mark what a distinct count counts', () => {
    const part = { id: 'p1', measure: 'm', title: { en: '', zh: '' }, format: 'count' as const, value: 2 };
    expect(contribution(formats, 'crm:7', { ...part, way: 'distinct' })).toBe('●');
    expect(contribution(formats, null, { ...part, way: 'distinct' })).toBe('');
    expect(contribution(formats, 1, { ...part, way: 'sum' })).toBe('1');
  });

  it('gather the columns of a table', () => {
    const of = (table: string, expression: string) => ({
      ...{ source: 'crm', kind: 'postgres', entity: 'employee', column: 'employee.id', table, expression },
    });
    expect(byTable([of('deals', 'amount'), of('deals', 'stage'), of('(select 1)', 'id')])).toEqual([
      { source: 'crm', table: 'deals', columns: ['amount', 'stage'] },
      { source: 'crm', table: 'employee', columns: ['id'] },
    ]);
  });
});
