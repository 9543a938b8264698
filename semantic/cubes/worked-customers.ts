import type { Worked } from './worked-figures.ts';

const MARCH = { from: '2025-03-01', to: '2025-03-31' };

/** Figures worked out by hand on the customers of fixture/star-customers.ts. */
export const WORKED_CUSTOMERS: readonly Worked[] = [
  {
    view: 'customers',
    ...MARCH,
    figures: {
      customer_count: '4',
      buyer_count: '2', // c1 c2
      repeat_buyer_count: '1', // c2
      repurchase_rate: 0.5,
      previous_buyer_count: '2', // c2 c4
      retained_buyer_count: '1', // c2
      next_period_repurchase_rate: 0.5,
      returning_buyer_count: '1', // c2; c4 had bought before, but did not now
      returning_rate: 0.5,
      order_count: '3',
      revenue: '170.10', // 50 + 120.10
      refund_amount: '10.00',
      net_revenue: '160.10',
      revenue_per_customer: 85.05,
      avg_recency_days: 8, // of 9, 7
      avg_frequency: 1.5, // of 1, 2
      avg_monetary: 80.05, // of 40, 120.10
      expected_orders_90d: 2.1, // 0.5 + 1.5 + 0.1
      p_alive: 0.7, // of 1, 0.8, 0.3
      p_order_12m: 0.45, // of 0.4, 0.9, 0.05
      clv_12m: 235.5, // 30 + 200 + 5.50
    },
  },
  {
    view: 'customer_months',
    ...MARCH,
    figures: {
      customer_count: '4',
      buyer_count: '2',
      repeat_buyer_count: '1',
      repurchase_rate: 0.5,
      previous_buyer_count: '2',
      retained_buyer_count: '1',
      next_period_repurchase_rate: 0.5,
      returning_buyer_count: '1',
      returning_rate: 0.5,
      order_count: '3',
      revenue: '170.10',
      refund_amount: '10.00',
      net_revenue: '160.10',
      revenue_per_customer: 85.05,
      moved_count: '2', // c1 from A to B, c4 from D to E
      previous_a_count: '2', // c1 c3
      a_to_b_count: '1', // c1
      a_to_b_rate: 0.5,
      to_e_count: '1', // c4
      previous_e_count: '1', // c2
      stayed_in_e_count: '1',
      stay_in_e_rate: 1,
    },
  },
  {
    view: 'cohorts',
    ...{ from: '2025-02-01', to: '2025-02-28' },
    where: { month_no: '1' },
    figures: {
      cohort_size: '2', // c1 c2
      retained_count: '1', // c1
      retention_rate: 0.5,
      order_count: '1',
      revenue: '50.00',
    },
  },
  { view: 'scoring', ...MARCH, figures: { count: '9' } }, // a threshold, a cut point, seven parameters
];
